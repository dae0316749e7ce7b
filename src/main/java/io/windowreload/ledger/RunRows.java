package io.windowreload.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.db.Row;
import io.windowreload.ledger.Run.State;
import io.windowreload.ledger.RunTable.Counts;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.Options;
import io.windowreload.window.Options.Accepted;
import io.windowreload.window.Options.Deletes;
import io.windowreload.window.Options.NewerInTarget;
import io.windowreload.window.Options.Verify;
import io.windowreload.window.Request;
import io.windowreload.window.TableName;
import io.windowreload.window.TableWindow;
import io.windowreload.window.TimeWindow;
import io.windowreload.window.WindowForm;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Rows of the ledger as records, and options as JSON. */
final class RunRows {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RunRows() {}

    static Run run(Row row) {
        return new Run(
                row.number("run_id"),
                row.text("request_id"),
                row.smallNumber("attempt"),
                row.text("origin"),
                row.numberOrNull("of_run_id"),
                row.numberOrNull("rest_of"),
                row.text("requested_by"),
                row.text("reason"),
                State.valueOf(row.text("state")),
                step(row.text("step")),
                window(row),
                options(row.text("options")),
                row.text("task_identifier"),
                row.text("task_arn"),
                row.instant("accepted_at"),
                row.instant("started_at"),
                row.instant("step_started_at"),
                row.instant("finished_at"),
                row.instant("due_at"),
                row.smallNumber("tries"),
                row.instant("retry_since"),
                row.text("last_problem"),
                row.text("waiting"),
                row.text("approved_by"),
                row.instant("approved_at"),
                row.text("paused_by"),
                row.text("pause_reason"),
                row.text("cancel_reason"),
                errorCode(row.text("error_code")),
                errorDetail(row.text("error_code"), row.text("error_detail")),
                row.flag("by_keys"),
                row.instant("now"));
    }

    /** A step that only another version knows is shown as none. */
    private static Step step(String name) {
        return named(Step.class, name).orElse(null);
    }

    /** A code that only another version knows is said to be that. */
    static ErrorCode errorCode(String name) {
        return name == null ? null : named(ErrorCode.class, name).orElse(ErrorCode.LEDGER_NEWER);
    }

    private static String errorDetail(String code, String detail) {
        return errorCode(code) == ErrorCode.LEDGER_NEWER ? code + ": " + detail : detail;
    }

    private static <E extends Enum<E>> Optional<E> named(Class<E> words, String name) {
        return Arrays.stream(words.getEnumConstants())
                .filter(word -> word.name().equals(name))
                .findFirst();
    }

    private static TimeWindow window(Row row) {
        var from = row.wallClock("window_from");
        return from == null ? null : new TimeWindow(from, row.wallClock("window_to"), ZoneId.of(row.text("zone")));
    }

    static RunTable table(Row row) {
        var mergeMillis = row.decimal("merge_ms");
        return new RunTable(
                row.smallNumber("position"),
                new TableName(row.text("source_schema"), row.text("source_table")),
                new TableName(row.text("target_schema"), row.text("target_table")),
                row.text("staging_table"),
                decides(row),
                row.text("cdc_task"),
                row.smallNumber("parts"),
                row.text("load_state"),
                row.numberOrNull("load_rows"),
                row.text("merge_state"),
                counts(row, "inserted", "updated"),
                counts(row, "planned_inserts", "planned_updates"),
                mergeMillis == null ? null : Duration.ofMillis(mergeMillis.longValue()),
                errorCode(row.text("failed_code")),
                row.text("failed_detail"));
    }

    private static TableWindow decides(Row row) {
        var first = Stream.ofNullable(row.text("window_column"));
        var form = row.text("window_form");
        return new TableWindow(
                Stream.concat(first, row.texts("window_also").stream()).toList(),
                form == null ? WindowForm.TIME : WindowForm.of(form));
    }

    static Load load(Row row) {
        var outcome = row.text("outcome");
        return new Load(
                row.smallNumber("load"),
                row.text("cdc_task"),
                row.smallNumber("part"),
                row.smallNumber("attempt"),
                row.text("task_identifier"),
                row.text("task_arn"),
                outcome == null ? null : Load.Outcome.valueOf(outcome),
                row.text("detail"),
                row.instant("gone_at") != null,
                Duration.ofMillis(row.decimal("since_ms").longValue()));
    }

    static Counts counts(Row row) {
        return counts(row, "inserted", "updated");
    }

    private static Counts counts(Row row, String inserted, String updated) {
        return new Counts(
                row.number("staged"),
                row.number(inserted),
                row.number(updated),
                row.number("deleted"),
                row.number("unchanged"),
                row.number("newer_in_target"),
                row.number("deleted_by_cdc"),
                row.number("outside_window"),
                row.number("tie_touched_by_cdc"),
                row.number("orphaned"),
                row.number("unique_conflict"),
                row.number("rejected"),
                row.numberOrNull("delete_candidates"));
    }

    /** A request as the ledger's row has it. */
    static Map<String, Object> values(Request request) {
        var window = Optional.ofNullable(request.window());
        var values = new HashMap<String, Object>();
        values.put("request_id", request.requestId());
        values.put("requested_by", request.requestedBy());
        values.put("reason", request.reason());
        values.put("request", request.document());
        values.put("options", json(request.options()));
        values.put("window_from", window.map(TimeWindow::from).orElse(null));
        values.put("window_to", window.map(TimeWindow::to).orElse(null));
        values.put("zone", window.map(its -> its.zone().getId()).orElse(null));
        values.put("by_keys", request.byKeys());
        return values;
    }

    static String json(Options options) {
        var json = JSON.createObjectNode()
                .put("dryRun", options.dryRun())
                .put("cleanup", options.cleanup())
                .put("newerInTarget", options.newerInTarget().name().toLowerCase(Locale.ROOT))
                .put("plan", options.plan())
                .put("secondLook", options.secondLook())
                .put("deletes", options.deletes().name().toLowerCase(Locale.ROOT))
                .put("allowEmpty", options.allowEmpty())
                .put("verify", options.verify().name().toLowerCase(Locale.ROOT));
        json.set("columns", JSON.valueToTree(options.columns()));
        json.set("cdc", JSON.valueToTree(options.cdc()));
        json.set("staging", JSON.valueToTree(options.staging()));
        return json.toString();
    }

    private static Options options(String json) {
        try {
            JsonNode node = JSON.readTree(json);
            return new Options(
                    node.path("dryRun").asBoolean(false),
                    node.path("cleanup").asBoolean(true),
                    NewerInTarget.valueOf(
                            node.path("newerInTarget").asText("keep").toUpperCase(Locale.ROOT)),
                    node.has("cdc") ? JSON.treeToValue(node.get("cdc"), Accepted.class) : Accepted.NOTHING,
                    node.hasNonNull("plan") ? node.get("plan").asLong() : null,
                    node.path("secondLook").asBoolean(true),
                    Deletes.valueOf(node.path("deletes").asText("report").toUpperCase(Locale.ROOT)),
                    node.path("allowEmpty").asBoolean(false),
                    node.has("staging") ? JSON.treeToValue(node.get("staging"), Accepted.class) : Accepted.NOTHING,
                    Verify.valueOf(node.path("verify").asText("full").toUpperCase(Locale.ROOT)),
                    node.has("columns") ? List.of(JSON.treeToValue(node.get("columns"), String[].class)) : List.of());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the ledger holds options that are no JSON", e);
        }
    }
}
