package io.windowreload.component.aws2.dms;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.Tag;

/** What maps, collections and texts in headers mean as values of the SDK. */
final class Dms2Values {

    private Dms2Values() {}

    /** A collection or array of anything, or a text with commas. */
    static List<String> strings(Exchange exchange, Object value) {
        Stream<?> parts = parts(value);
        return parts.map(part -> String.valueOf(part).strip())
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static Stream<?> parts(Object value) {
        if (value instanceof Collection<?> several) {
            return several.stream();
        }
        return value instanceof Object[] several
                ? Stream.of(several)
                : Stream.of(value.toString().split(","));
    }

    /** A moment: an {@link Instant}, a {@link Date} or an ISO-8601 text with an offset, never one in a guessed zone. */
    static Instant instant(Exchange exchange, Object value) {
        if (value instanceof Instant instant) {
            return instant;
        }
        return value instanceof Date date
                ? date.toInstant()
                : OffsetDateTime.parse(value.toString().strip()).toInstant();
    }

    /** A map of names to one or several values, or a collection of {@link Filter}. */
    static List<Filter> filters(Exchange exchange, Object value) {
        return objects(Filter.class, value, (name, wanted) -> filter(name, strings(exchange, wanted)));
    }

    private static Filter filter(String name, List<String> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("the filter %s has no value".formatted(name));
        }
        return Filter.builder().name(name).values(values).build();
    }

    /** A map of keys to values, or a collection of {@link Tag}. */
    static List<Tag> tags(Exchange exchange, Object value) {
        return objects(Tag.class, value, (key, text) -> Tag.builder()
                .key(key)
                .value(String.valueOf(text))
                .build());
    }

    private static <T> List<T> objects(Class<T> type, Object value, BiFunction<String, Object, T> entry) {
        List<T> objects = new ArrayList<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, mapped) -> objects.add(entry.apply(String.valueOf(key), mapped == null ? "" : mapped)));
        } else if (value instanceof Collection<?> several && several.stream().allMatch(type::isInstance)) {
            several.forEach(one -> objects.add(type.cast(one)));
        } else {
            throw new IllegalArgumentException("a map or a collection of %s is expected but it is a %s"
                    .formatted(type.getName(), value.getClass().getName()));
        }
        return objects;
    }
}
