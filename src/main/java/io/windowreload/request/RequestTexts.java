package io.windowreload.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.windowreload.window.ForeignText;

/** Refuses texts of a document that must not come in, wherever they stand. */
final class RequestTexts {
    private RequestTexts() {}

    static void check(JsonNode document) {
        check(document, "");
    }

    private static void check(JsonNode node, String pointer) {
        if (node.isTextual()) {
            ForeignText.checked(pointer, node.textValue(), pointer.equals("/reason"));
        }
        node.fieldNames().forEachRemaining(name -> {
            ForeignText.checked(pointer, name, false);
            check(node.get(name), pointer + "/" + name);
        });
        if (node.isArray()) {
            for (var position = 0; position < node.size(); position++) {
                check(node.get(position), pointer + "/" + position);
            }
        }
    }
}
