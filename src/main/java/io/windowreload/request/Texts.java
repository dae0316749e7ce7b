package io.windowreload.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.windowreload.window.Words;

/** Refuses texts of a document that must not come in, wherever they stand. */
final class Texts {
    private Texts() {}

    static void check(JsonNode document) {
        check(document, "");
    }

    private static void check(JsonNode node, String pointer) {
        if (node.isTextual()) {
            Words.checked(pointer, node.textValue(), pointer.equals("/reason"));
        }
        node.fieldNames().forEachRemaining(name -> {
            Words.checked(pointer, name, false);
            check(node.get(name), pointer + "/" + name);
        });
        if (node.isArray()) {
            for (var position = 0; position < node.size(); position++) {
                check(node.get(position), pointer + "/" + position);
            }
        }
    }
}
