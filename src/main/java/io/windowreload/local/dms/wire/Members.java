package io.windowreload.local.dms.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * The members of a request's structure, typed strictly: a number where a string belongs is a {@code SerializationException}.
 * Members that an operation does not know are ignored, as AWS ignores them; {@code null} is the same as absent.
 */
public final class Members {
    // The end of the year 9999, the last that AWS's clients can write.
    private static final double LAST_SECOND = 253_402_300_799.999;

    private final ObjectNode node;

    public Members(ObjectNode node) {
        this.node = node;
    }

    /** The structure as it came. */
    public ObjectNode json() {
        return node;
    }

    /** The structure that a request's body holds. An empty body is an empty structure. */
    public static Members parse(byte[] body) {
        if (body.length == 0) {
            return new Members(WireJson.object());
        }
        try {
            if (WireJson.read(body) instanceof ObjectNode object) {
                return new Members(object);
            }
        } catch (IOException e) {
            throw AwsError.serialization("The request body is not valid JSON");
        }
        throw AwsError.serialization("Unexpected value type in payload: start of structure expected");
    }

    public Optional<String> text(String name) {
        return value(name, JsonNodeType.STRING, "String").map(JsonNode::textValue);
    }

    public String requiredText(String name) {
        return text(name).filter(value -> !value.isBlank()).orElseThrow(() -> missing(name));
    }

    /** A text that must be one of a closed set. */
    public Optional<String> oneOf(String name, Set<String> allowed) {
        var value = text(name);
        value.filter(given -> !allowed.contains(given)).ifPresent(given -> {
            throw AwsError.invalidValue("Invalid value '" + given + "' for parameter " + name + ". Valid values: "
                    + allowed.stream().sorted().toList());
        });
        return value;
    }

    public Optional<Integer> integer(String name) {
        var number = value(name, JsonNodeType.NUMBER, "Integer");
        if (number.isPresent()
                && !(number.get().isIntegralNumber() && number.get().canConvertToInt())) {
            throw wrongType(number.get(), "Integer");
        }
        return number.map(JsonNode::intValue);
    }

    public boolean flag(String name) {
        return value(name, JsonNodeType.BOOLEAN, "Boolean")
                .map(JsonNode::booleanValue)
                .orElse(false);
    }

    /** A time in epoch seconds. */
    public Optional<Instant> time(String name) {
        return value(name, JsonNodeType.NUMBER, "Timestamp").map(number -> {
            if (!(Math.abs(number.doubleValue()) <= LAST_SECOND)) {
                throw wrongType(number, "Timestamp");
            }
            return Instant.ofEpochMilli(number.decimalValue().movePointRight(3).longValue());
        });
    }

    /** A list of texts; absent is empty. */
    public List<String> texts(String name) {
        return list(name, (item, position) -> {
            if (!item.isTextual()) {
                throw wrongType(item, "String");
            }
            return item.textValue();
        });
    }

    /** A list of structures; absent is empty. */
    public List<Members> structures(String name) {
        return list(name, (item, position) -> {
            if (item instanceof ObjectNode object) {
                return new Members(object);
            }
            throw wrongType(item, "Structure");
        });
    }

    /** A list that the operation cannot do without. */
    public List<Members> requiredStructures(String name) {
        if (!has(name)) {
            throw missing(name);
        }
        return structures(name);
    }

    public Optional<Members> structure(String name) {
        return value(name, JsonNodeType.OBJECT, "Structure").map(found -> new Members((ObjectNode) found));
    }

    public boolean has(String name) {
        return node.hasNonNull(name);
    }

    public static AwsError missing(String name) {
        return AwsError.invalidValue("The parameter " + name + " must be provided and must not be blank.");
    }

    private <T> List<T> list(String name, BiFunction<JsonNode, Integer, T> reader) {
        var array = value(name, JsonNodeType.ARRAY, "List");
        var items = new ArrayList<T>();
        array.ifPresent(found -> found.forEach(item -> items.add(reader.apply(item, items.size()))));
        return items;
    }

    private Optional<JsonNode> value(String name, JsonNodeType type, String wanted) {
        if (!has(name)) {
            return Optional.empty();
        }
        var found = node.get(name);
        if (found.getNodeType() != type) {
            throw wrongType(found, wanted);
        }
        return Optional.of(found);
    }

    private static AwsError wrongType(JsonNode found, String wanted) {
        return AwsError.serialization(found.getNodeType() + "_VALUE cannot be converted to " + wanted);
    }
}
