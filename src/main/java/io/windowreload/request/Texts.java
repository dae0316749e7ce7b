package io.windowreload.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;

/** Refuses texts that PostgreSQL cannot hold or that would forge lines: control characters and halves of surrogate pairs. */
final class Texts {
    private Texts() {}

    static void check(JsonNode document) {
        check(document, "");
    }

    private static void check(JsonNode node, String pointer) {
        if (node.isTextual()) {
            node.textValue()
                    .codePoints()
                    .filter(point -> !allowed(point, pointer))
                    .findFirst()
                    .ifPresent(point -> {
                        throw ReloadException.at(
                                Printable.of(pointer),
                                ErrorCode.REQUEST_INVALID,
                                "the text holds the character U+%04X, which is none".formatted(point));
                    });
        }
        node.fieldNames().forEachRemaining(name -> check(node.get(name), pointer + "/" + name));
        if (node.isArray()) {
            for (var position = 0; position < node.size(); position++) {
                check(node.get(position), pointer + "/" + position);
            }
        }
    }

    private static boolean allowed(int point, String pointer) {
        return switch (Character.getType(point)) {
            case Character.SURROGATE -> false;
            case Character.CONTROL -> pointer.equals("/reason") && (point == '\n' || point == '\t');
            default -> true;
        };
    }
}
