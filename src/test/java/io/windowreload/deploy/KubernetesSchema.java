package io.windowreload.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The schemas that the Java model of Kubernetes is made from, read strictly: a member that an object does not have is a mistake. */
final class KubernetesSchema {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(VersionFlag.V7);

    private KubernetesSchema() {}

    /** What does not fit; empty where the object is one of Kubernetes. */
    static Set<ValidationMessage> misfits(JsonNode object) throws IOException {
        var schema = find(object).orElseThrow(() -> new IllegalArgumentException("no schema of " + object));
        return SCHEMAS.getSchema(schema).validate(object);
    }

    private static Optional<JsonNode> find(JsonNode object) throws IOException {
        for (var file :
                Collections.list(KubernetesSchema.class.getClassLoader().getResources("schema/kube-schema.json"))) {
            var all = JSON.readTree(new String(file.openStream().readAllBytes(), StandardCharsets.UTF_8));
            for (var definition : all.get("definitions").properties()) {
                var body = definition.getValue();
                if (definition.getKey().endsWith("_" + object.path("kind").asText())
                        && body.at("/properties/apiVersion/default").equals(object.get("apiVersion"))) {
                    return Optional.of(strict(all, body));
                }
            }
        }
        return Optional.empty();
    }

    private static JsonNode strict(JsonNode all, JsonNode body) {
        var schema = ((ObjectNode) body).deepCopy();
        schema.set("definitions", all.get("definitions").deepCopy());
        tighten(schema);
        var definitions = (ObjectNode) schema.get("definitions");
        definitions.properties().forEach(definition -> scalar(definition.getKey(), definition.getValue()));
        return schema;
    }

    /** Written as a number or as a text, and as an object only in Java. */
    private static void scalar(String name, JsonNode definition) {
        var lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith("_intorstring") || lower.endsWith("_quantity")) {
            var object = (ObjectNode) definition;
            object.removeAll();
            object.set("type", JSON.createArrayNode().add("integer").add("string"));
        }
    }

    private static void tighten(JsonNode node) {
        // "required" stands at members there, as it did in the third draft.
        if (node instanceof ObjectNode object) {
            if (object.path("required").isBoolean()) {
                object.remove("required");
            }
            if (object.path("properties").isObject()
                    && object.path("additionalProperties").isBoolean()) {
                object.put("additionalProperties", false);
            }
        }
        node.forEach(KubernetesSchema::tighten);
    }
}
