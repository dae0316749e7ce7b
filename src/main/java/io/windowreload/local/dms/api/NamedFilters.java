package io.windowreload.local.dms.api;

import io.windowreload.local.dms.wire.AwsError;
import io.windowreload.local.dms.wire.Members;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * The {@code Filters} of a describe call: an item must match one of the values of every filter.
 *
 * @param properties what each filter name that the call knows asks of an item and a value
 */
record NamedFilters<T>(Map<String, BiPredicate<T, String>> properties) {

    /** A filter that asks whether a property has the value. */
    static <T> BiPredicate<T, String> is(Function<T, String> property) {
        return (item, value) -> property.apply(item).equals(value);
    }

    List<T> apply(Members request, List<T> items) {
        var left = items;
        for (var filter : request.structures("Filters")) {
            var property = properties.get(filter.requiredText("Name"));
            if (property == null) {
                throw AwsError.invalidValue("Unrecognized filter name: " + filter.requiredText("Name"));
            }
            var values = filter.texts("Values");
            if (values.isEmpty()) {
                throw Members.missing("Values");
            }
            left = left.stream()
                    .filter(item -> values.stream().anyMatch(value -> property.test(item, value)))
                    .toList();
        }
        return left;
    }

    /** The same, but where nothing is left of what was asked for by name, AWS says so with a fault. */
    List<T> applyOrFail(Members request, List<T> items, String kind) {
        var left = apply(request, items);
        if (left.isEmpty() && !request.structures("Filters").isEmpty()) {
            throw AwsError.notFound("No " + kind + " found matching the specified filters.");
        }
        return left;
    }
}
