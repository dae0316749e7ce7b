package io.windowreload.request;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.window.TimeWindow;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Requests for windows that somebody names at a prompt: their ids tell the window and the tables, so that asking again finds them.
 *
 * @param allowEmpty whether nothing, or little, to load is no surprise
 */
public record WindowRequest(List<String> tables, String requestedBy, String reason, boolean allowEmpty) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 50;

    /** The request for a window, as a file would hold it. */
    public byte[] of(TimeWindow window) {
        return bytes(document(window.from().toString(), window.to().toString())
                .put("requestId", "window-" + window.label() + suffix() + (allowEmpty ? "-allow-empty" : "")));
    }

    /** The request for what lies between two bounds as they were written, without an id. */
    public byte[] of(String from, String to) {
        return bytes(document(from, to));
    }

    private ObjectNode document(String from, String to) {
        var document = JSON.createObjectNode().put("from", from).put("to", to);
        if (!tables.isEmpty()) {
            tables.forEach(document.putArray("tables")::add);
        }
        if (requestedBy != null) {
            document.put("requestedBy", requestedBy);
        }
        if (reason != null) {
            document.put("reason", reason);
        }
        if (allowEmpty) {
            document.putObject("options").put("allowEmpty", true);
        }
        return document;
    }

    /** The tables' names, or a digest of them where they are long or have signs that an id may not have. */
    private String suffix() {
        if (tables.isEmpty()) {
            return "";
        }
        var names = tables.stream().sorted().collect(Collectors.joining("-"));
        return "-"
                + (names.length() <= LONGEST && names.matches("[A-Za-z0-9._-]+")
                        ? names
                        : UUID.nameUUIDFromBytes(names.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] bytes(ObjectNode document) {
        return document.toString().getBytes(StandardCharsets.UTF_8);
    }
}
