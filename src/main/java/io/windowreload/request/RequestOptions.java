package io.windowreload.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.Options;
import io.windowreload.window.Options.Accepted;
import io.windowreload.window.Options.Deletes;
import io.windowreload.window.Options.NewerInTarget;
import io.windowreload.window.Options.Verify;
import io.windowreload.window.ReloadException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The options of a request, each as it stands there or as it usually is. */
final class RequestOptions {
    private RequestOptions() {}

    /**
     * The options of a request, and the columns that it names.
     *
     * @param newer what becomes of rows that are newer in production where it does not say
     */
    static Options of(JsonNode document, NewerInTarget newer) {
        var options = document.path("options");
        var standard = Options.standard();
        return new Options(
                options.path("dryRun").asBoolean(standard.dryRun()),
                options.path("cleanup").asBoolean(standard.cleanup()),
                NewerInTarget.valueOf(
                        options.path("newerInTarget").asText(newer.name()).toUpperCase(Locale.ROOT)),
                options.has("cdc") ? accepted(options.get("cdc")) : standard.cdc(),
                options.has("plan") ? plan(options.get("plan")) : null,
                options.path("secondLook").asBoolean(standard.secondLook()),
                Deletes.valueOf(options.path("deletes").asText("report").toUpperCase(Locale.ROOT)),
                options.path("allowEmpty").asBoolean(standard.allowEmpty()),
                options.has("staging") ? accepted(options.get("staging")) : standard.staging(),
                Verify.valueOf(options.path("verify").asText("proof").toUpperCase(Locale.ROOT)),
                columns(document));
    }

    /** Who asks for columns does not ask for rows to come or go. */
    private static List<String> columns(JsonNode document) {
        var columns = new ArrayList<String>();
        document.path("columns").forEach(column -> columns.add(column.asText()));
        if (!columns.isEmpty()
                && document.path("options").path("deletes").asText("report").equals("apply")) {
            throw ReloadException.at(
                    "/columns",
                    ErrorCode.REQUEST_INVALID,
                    "columns: they are repaired in rows that are there; ask without \"deletes\": \"apply\"");
        }
        return List.copyOf(columns);
    }

    /** The schema lets a number pass that is a whole one and has an exponent, however large. */
    private static long plan(JsonNode number) {
        if (number.canConvertToLong()) {
            return number.asLong();
        }
        throw ReloadException.at("/options/plan", ErrorCode.REQUEST_INVALID, "plan: there is no run " + number);
    }

    private static Accepted accepted(JsonNode accepted) {
        var accept = new ArrayList<ErrorCode>();
        accepted.path("accept").forEach(code -> accept.add(ErrorCode.valueOf(code.asText())));
        return new Accepted(List.copyOf(accept), accepted.path("reason").asText());
    }
}
