package io.windowreload.local.dms.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;

/** JSON as AWS JSON 1.1 wants it: absent members are left out, a time is a number of seconds with three decimals. */
public final class WireJson {
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(100).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private WireJson() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    public static ArrayNode texts(Collection<String> texts) {
        var array = array();
        texts.forEach(array::add);
        return array;
    }

    /** Reads one whole document; what follows it, or a member named twice, is an error. */
    public static JsonNode read(byte[] document) throws IOException {
        var node = MAPPER.readTree(document);
        return node == null ? MAPPER.missingNode() : node;
    }

    /** Reads one whole document. */
    public static JsonNode read(String document) throws IOException {
        var node = MAPPER.readTree(document);
        return node == null ? MAPPER.missingNode() : node;
    }

    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets a member, or leaves it out where there is no value. */
    public static void put(ObjectNode node, String name, String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    /** Sets a time as epoch seconds, or leaves it out where there is none. */
    public static void put(ObjectNode node, String name, Instant time) {
        if (time != null) {
            node.put(name, BigDecimal.valueOf(time.toEpochMilli(), 3));
        }
    }
}
