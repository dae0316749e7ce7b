package io.windowreload.local.dms.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.local.dms.wire.AwsError;
import io.windowreload.local.dms.wire.Members;
import io.windowreload.local.dms.wire.WireJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** Paging as all describe calls have it: {@code MaxRecords} and {@code Marker} in, {@code Marker} out while there is more. */
final class Page {
    static final int USUAL_MAXIMUM = 100;
    private static final int MINIMUM = 20;
    private static final int USUAL = 100;

    private Page() {}

    /** Answers one page of {@code items} as the list {@code name}. */
    static <T> ObjectNode answer(
            Members request, String name, List<T> items, int maximum, Function<T, ? extends JsonNode> writer) {
        var size = request.integer("MaxRecords").orElse(USUAL);
        if (size < MINIMUM || size > maximum) {
            throw AwsError.invalidValue(
                    "Invalid value " + size + " for MaxRecords. Must be between " + MINIMUM + " and " + maximum);
        }
        var from = request.text("Marker").map(Page::offset).orElse(0);
        var to = Math.min(items.size(), from + size);
        var answer = WireJson.object();
        var list = answer.putArray(name);
        items.subList(Math.min(from, to), to).forEach(item -> list.add(writer.apply(item)));
        if (to < items.size()) {
            answer.put("Marker", marker(to));
        }
        return answer;
    }

    private static String marker(int offset) {
        return Base64.getUrlEncoder().encodeToString(("offset:" + offset).getBytes(StandardCharsets.UTF_8));
    }

    private static int offset(String marker) {
        try {
            var text = new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
            if (text.startsWith("offset:")) {
                return Math.max(0, Integer.parseInt(text.substring("offset:".length())));
            }
        } catch (IllegalArgumentException notOurs) {
            throw AwsError.invalidValue("Invalid value for Marker");
        }
        throw AwsError.invalidValue("Invalid value for Marker");
    }
}
