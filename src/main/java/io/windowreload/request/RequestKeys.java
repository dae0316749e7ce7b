package io.windowreload.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ForeignText;
import io.windowreload.window.KeyList;
import io.windowreload.window.ReloadException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys that a request names: as a list, by a file, or as those that DMS's validation has recorded. */
final class RequestKeys {
    /** Of all tables. More than that are a window's business. */
    static final int MOST = 50_000;

    private static final int KEPT_AS_WRITTEN = 50;

    private RequestKeys() {}

    /**
     * The keys of a request by table; none where it asks for a window.
     *
     * @throws ReloadException {@code KEYS_INVALID} or {@code REQUEST_INVALID}
     */
    static Map<String, KeyList> of(ObjectNode document, KeyFiles files) {
        var keys = new LinkedHashMap<String, KeyList>();
        var total = 0L;
        for (var entry : document.path("keys").properties()) {
            var list = list(entry.getValue(), "/keys/" + entry.getKey(), document, files);
            keys.put(entry.getKey(), list);
            total += list.documents().size();
        }
        if (total > MOST) {
            throw ReloadException.at(
                    "/keys",
                    ErrorCode.KEYS_INVALID,
                    total + " keys are more than the " + MOST + " that one request may name; ask for the window");
        }
        if (!keys.isEmpty() && document.path("options").has("plan")) {
            throw ReloadException.at(
                    "/options/plan", ErrorCode.REQUEST_INVALID, "a plan is run for a window, not for keys");
        }
        return keys;
    }

    private static KeyList list(JsonNode asked, String pointer, ObjectNode document, KeyFiles files) {
        var place = ForeignText.printable(pointer);
        if (asked.has("from") == asked.has("file") && !asked.isArray()) {
            throw ReloadException.at(
                    place,
                    ErrorCode.KEYS_INVALID,
                    "give a list of keys, {\"file\": NAME}, or {\"from\": \"validation-failures\"}");
        }
        if (asked.has("from")) {
            return KeyList.RECORDED;
        }
        if (asked.has("file") && !document.has("requestId")) {
            throw ReloadException.at(
                    "/requestId", ErrorCode.REQUEST_INVALID, "a request whose keys lie in a file needs a requestId");
        }
        var keys = asked.has("file") ? files.read(asked.get("file").asText(), place) : documents(asked);
        if (keys.isEmpty()) {
            throw ReloadException.at(place, ErrorCode.KEYS_INVALID, "there is no key in it");
        }
        return KeyList.of(keys);
    }

    private static List<String> documents(JsonNode list) {
        var documents = new ArrayList<String>();
        list.forEach(key -> documents.add(key.toString()));
        return documents;
    }

    /** The document as it is put on record: in the place of what is long, or stands elsewhere, how many keys there were and their digest. */
    static String onRecord(ObjectNode document, Map<String, KeyList> keys) {
        var kept = document.deepCopy();
        keys.forEach((table, list) -> {
            if (!list.recorded()
                    && (list.documents().size() > KEPT_AS_WRITTEN
                            || !document.get("keys").get(table).isArray())) {
                kept.withObject("/keys")
                        .putObject(table)
                        .put("count", list.documents().size())
                        .put("sha256", digest(list.array()));
            }
        });
        return kept.toString();
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
