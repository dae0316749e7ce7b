package io.windowreload.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ForeignText;
import io.windowreload.window.Nearest;
import io.windowreload.window.ReloadException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Holds a request against {@code config/request.schema.json}, the same file that editors complete from. */
final class RequestSchema {
    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(VersionFlag.V202012)
            .getSchema(
                    RequestSchema.class.getResourceAsStream("/config/request.schema.json"),
                    SchemaValidatorsConfig.builder()
                            .pathType(PathType.JSON_POINTER)
                            .build());

    private RequestSchema() {}

    /** Refuses what does not fit with {@code REQUEST_INVALID} and the pointer to the first misfit. */
    static void check(JsonNode document) {
        var misfits = SCHEMA.validate(document).stream()
                // The deepest place says most; "oneOf" itself only that neither branch fits.
                .sorted(Comparator.comparing(RequestSchema::pointer, Comparator.comparingInt(String::length))
                        .reversed())
                .toList();
        if (misfits.isEmpty()) {
            return;
        }
        if (misfits.stream()
                .allMatch(misfit -> misfit.getEvaluationPath().toString().startsWith("/oneOf"))) {
            throw ReloadException.at(
                    "",
                    ErrorCode.REQUEST_INVALID,
                    "give either 'from' and 'to', or 'month' alone, or 'keys' without 'tables'");
        }
        var telling = misfits.stream()
                .filter(misfit -> !misfit.getEvaluationPath().toString().startsWith("/oneOf"))
                .toList();
        throw ReloadException.at(
                ForeignText.printable(pointer(telling.get(0))),
                ErrorCode.REQUEST_INVALID,
                ForeignText.printable(
                        telling.stream().limit(20).map(RequestSchema::words).collect(Collectors.joining("; "))));
    }

    /** A message begins with its place, and the document itself has none. */
    private static String words(ValidationMessage misfit) {
        var words = misfit.getMessage().replaceFirst("^: ", "");
        return misfit.getProperty() == null || !misfit.getType().equals("additionalProperties")
                ? words
                : words
                        + Nearest.asked(
                                misfit.getProperty(),
                                fields(misfit.getInstanceLocation().toString()));
    }

    /** The fields that there are at a place of the document. */
    private static List<String> fields(String place) {
        var properties = SCHEMA.getSchemaNode()
                .at(place.replaceAll("/([^/]+)", "/properties/$1"))
                .path("properties");
        var names = new ArrayList<String>();
        properties.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String pointer(ValidationMessage misfit) {
        var place = misfit.getInstanceLocation().toString();
        return misfit.getProperty() == null ? place : place + "/" + misfit.getProperty();
    }
}
