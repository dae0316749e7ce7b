package io.windowreload.component.aws2.dms;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.TableToReload;
import software.amazon.awssdk.services.databasemigration.model.Tag;

/** What maps, collections and texts in headers and options mean as values of the SDK. */
final class Dms2Values {

    private Dms2Values() {}

    /** A collection or array of anything, or a text with commas. */
    static List<String> strings(Exchange exchange, Object value) {
        return parts(value)
                .map(part -> String.valueOf(part).strip())
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static Stream<?> parts(Object value) {
        if (value instanceof Collection<?> several) {
            return several.stream();
        }
        return value instanceof Object[] several
                ? Stream.of(several)
                : Stream.of(text(value).split(","));
    }

    private static String text(Object value) {
        return value == null ? "" : value.toString();
    }

    /** A moment: an {@link Instant}, a {@link Date} or an ISO-8601 text with an offset, never one in a guessed zone. */
    static Instant instant(Exchange exchange, Object value) {
        if (value instanceof Instant instant) {
            return instant;
        }
        return value instanceof Date date
                ? date.toInstant()
                : OffsetDateTime.parse(text(value).strip()).toInstant();
    }

    /** A map of names to one or several values, or a collection of {@link Filter}. */
    static List<Filter> filters(Exchange exchange, Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> Filter.builder()
                            .name(text(entry.getKey()))
                            .values(someOf(exchange, entry))
                            .build())
                    .toList();
        }
        return objects(Filter.class, value);
    }

    /** A map of keys to values, or a collection of {@link Tag}. */
    static List<Tag> tags(Exchange exchange, Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> Tag.builder()
                            .key(text(entry.getKey()))
                            .value(text(entry.getValue()))
                            .build())
                    .toList();
        }
        return objects(Tag.class, value);
    }

    /** A map of schemas to one or several tables, a collection of {@link TableToReload}, or a text schema.table,… */
    static List<TableToReload> tables(Exchange exchange, Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .flatMap(entry -> someOf(exchange, entry).stream().map(name -> table(text(entry.getKey()), name)))
                    .toList();
        }
        return value instanceof String text
                ? strings(exchange, text).stream().map(Dms2Values::table).toList()
                : objects(TableToReload.class, value);
    }

    private static TableToReload table(String schemaAndName) {
        String[] parts = schemaAndName.split("\\.", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("schema.table is expected but it is '%s'".formatted(schemaAndName)
                    + "; a map can hold names with dots");
        }
        return table(parts[0].strip(), parts[1].strip());
    }

    private static TableToReload table(String schema, String name) {
        return TableToReload.builder().schemaName(schema).tableName(name).build();
    }

    /** An empty list would silently ask for something else: all tasks, for example, instead of none. */
    private static List<String> someOf(Exchange exchange, Map.Entry<?, ?> entry) {
        List<String> values = strings(exchange, entry.getValue());
        if (values.isEmpty()) {
            throw new IllegalArgumentException("%s has no value".formatted(entry.getKey()));
        }
        return values;
    }

    private static <T> List<T> objects(Class<T> type, Object value) {
        if (value instanceof Collection<?> several && several.stream().allMatch(type::isInstance)) {
            return several.stream().map(type::cast).toList();
        }
        throw new IllegalArgumentException("a map or a collection of %s is expected but it is a %s"
                .formatted(type.getName(), value.getClass().getName()));
    }
}
