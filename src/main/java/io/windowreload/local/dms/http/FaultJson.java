package io.windowreload.local.dms.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.wire.WireJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Faults as JSON: {@code {"fault":"slow-ready","on":"*","times":1,"text":"","delay":"PT5S","rows":0}}. */
public final class FaultJson {
    private static final Set<String> MEMBERS = Set.of("fault", "on", "times", "text", "delay", "rows");

    private static final String ALWAYS = "always";

    private FaultJson() {}

    /**
     * Reads one fault or a list.
     *
     * @throws IllegalArgumentException telling what is wrong
     */
    public static List<Fault> read(JsonNode node) {
        var faults = new ArrayList<Fault>();
        if (node.isArray()) {
            node.forEach(item -> faults.add(one(item)));
        } else {
            faults.add(one(node));
        }
        return faults;
    }

    /** Reads a file with one fault or a list. */
    public static List<Fault> read(Path file) throws IOException {
        return read(WireJson.read(Files.readAllBytes(file)));
    }

    private static Fault one(JsonNode node) {
        if (!node.isObject()) {
            throw new IllegalArgumentException("a fault is a JSON object with the member \"fault\"");
        }
        node.fieldNames().forEachRemaining(name -> {
            if (!MEMBERS.contains(name)) {
                throw new IllegalArgumentException("unknown member " + name + "; a fault has " + MEMBERS);
            }
        });
        return new Fault(
                kind(node.path("fault").asText("")),
                node.path("on").asText(Fault.ANYBODY),
                times(node.path("times")),
                node.path("text").asText(""),
                delay(node.path("delay").asText("PT0S")),
                count("rows", node.path("rows"), 0));
    }

    private static int times(JsonNode times) {
        return times.isTextual() && times.textValue().equals(ALWAYS) ? Integer.MAX_VALUE : count("times", times, 1);
    }

    private static int count(String name, JsonNode number, int otherwise) {
        if (number.isMissingNode()) {
            return otherwise;
        }
        if (!number.canConvertToInt() || !number.isIntegralNumber() || number.intValue() < 0) {
            throw new IllegalArgumentException(name + " is a number, not " + number);
        }
        return number.intValue();
    }

    private static FaultKind kind(String word) {
        return Arrays.stream(FaultKind.values())
                .filter(kind -> word(kind).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown fault \"" + word + "\"; known: "
                        + Arrays.stream(FaultKind.values()).map(FaultJson::word).toList()));
    }

    private static Duration delay(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("delay is an ISO duration such as PT5S, not " + text, e);
        }
    }

    static ObjectNode write(Fault fault) {
        return WireJson.object()
                .put("fault", word(fault.kind()))
                .put("on", fault.on())
                .put("times", fault.times())
                .put("text", fault.text())
                .put("delay", fault.delay().toString())
                .put("rows", fault.rows());
    }

    private static String word(FaultKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
