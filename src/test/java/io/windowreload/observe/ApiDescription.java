package io.windowreload.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** {@code openapi.yaml}, as answers are held against it. */
final class ApiDescription {
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(VersionFlag.V202012);

    private final JsonNode document;

    private ApiDescription(JsonNode document) {
        this.document = document;
    }

    static ApiDescription load() throws IOException {
        return new ApiDescription(new YAMLMapper()
                .readTree(Path.of("src/main/resources/ui/openapi.yaml").toFile()));
    }

    JsonNode document() {
        return document;
    }

    /** Every operation as {@code GET /api/…}. */
    Set<String> operations() {
        var operations = new TreeSet<String>();
        document.get("paths").properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return operations;
    }

    /** Status, content type and content must be as the operation promises. */
    void assertFits(String operation, HttpResponse<String> response) throws IOException {
        var space = operation.indexOf(' ');
        var described = document.at("/paths/" + escaped(operation.substring(space + 1)) + "/"
                + operation.substring(0, space).toLowerCase(Locale.ROOT));
        var promised = resolved(described.at("/responses/" + response.statusCode()));
        assertThat(promised.isMissingNode())
                .as(operation + " answers " + response.statusCode() + " " + response.body())
                .isFalse();
        var type = response.headers().firstValue("content-type").orElseThrow();
        assertThat(promised.get("content").has(type))
                .as(operation + " as " + type)
                .isTrue();
        if (promised.has("headers")) {
            promised.get("headers").fieldNames().forEachRemaining(header -> assertThat(
                            response.headers().firstValue(header))
                    .as(operation + " " + header)
                    .isPresent());
        }
        if (type.endsWith("json")) {
            var misfits = SCHEMAS.getSchema(
                            within(promised.at("/content/" + escaped(type)).get("schema")))
                    .validate(Served.JSON.readTree(response.body()));
            assertThat(misfits).as(operation + ": " + response.body()).isEmpty();
        }
    }

    /** The schema with everything that it may refer to. */
    private JsonNode within(JsonNode schema) {
        var whole = ((ObjectNode) schema).deepCopy();
        whole.set("components", document.get("components"));
        return whole;
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    private static String escaped(String path) {
        return path.replace("~", "~0").replace("/", "~1");
    }
}
