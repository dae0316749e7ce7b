package io.windowreload.check;

import io.windowreload.db.Db;
import io.windowreload.db.DbException;
import io.windowreload.db.Row;
import io.windowreload.db.Sql;
import io.windowreload.staging.Staging;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.TableShape;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** By which columns rows are found, and what may be there once only beside them. Asks the functions that a run asks. */
final class KeyCheck {
    private static final Sql KEYS = Sql.load("check/keys");
    private static final Sql MAY_REPEAT = Sql.load("check/may-repeat");
    private static final Sql REPEATED = Sql.load("check/repeated-key");
    private static final Sql LIMIT = Sql.load("check/limit-look");
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(20);

    private final Checklist list;
    private final Db db;
    private final Staging staging;

    KeyCheck(Checklist list, Db db, Staging staging) {
        this.list = list;
        this.db = db;
        this.staging = staging;
    }

    void look(List<ReloadTable> tables) {
        for (var table : tables) {
            var found = list.look(TargetCheck.AREA, table.target() + " keys", () -> keys(table));
            if (found.mark() == Finding.Mark.NOT_MET || found.mark() == Finding.Mark.UNKNOWN) {
                continue;
            }
            mayRepeat(table)
                    .ifPresent(
                            why -> list.look(TargetCheck.AREA, table.target() + " keys once", () -> once(table, why)));
        }
    }

    private static Map<String, Object> named(ReloadTable table) {
        return Map.of("schema", table.target().schema(), "table", table.target().name(), "key", table.key());
    }

    private Optional<String> mayRepeat(ReloadTable table) {
        return db.queryOne(MAY_REPEAT, named(table), row -> row.text("why"));
    }

    /** Where no index enforces a key, only the rows tell whether it stands there once. */
    private CheckAnswer once(ReloadTable table, String why) {
        try {
            var example = db.rolledBack(() -> {
                db.query(LIMIT, Map.of("limit", LONGEST_LOOK.toMillis() + "ms"), row -> true);
                return db.query(REPEATED, named(table), row -> Optional.ofNullable(row.text("example")))
                        .get(0);
            });
            return example.map(key -> CheckAnswer.notMet(
                            ErrorCode.DUPLICATE_KEYS,
                            "production holds the key %s more than once: %s".formatted(key, why),
                            "Delete the rows that stand there twice, or declare the source's key in tables.json."))
                    .orElseGet(() -> CheckAnswer.met("each stands there once, which nothing enforces: " + why));
        } catch (DbException e) {
            if (!e.cancelled()) {
                throw e;
            }
            return CheckAnswer.noted(
                    "nothing enforces that a key stands there once (%s), and %d s were too short to see whether each does"
                            .formatted(why, LONGEST_LOOK.toSeconds()),
                    "A run asks for the keys that it loaded, and fails before it writes where one of them stands there twice.");
        }
    }

    private CheckAnswer keys(ReloadTable table) {
        try {
            return keys(table, staging.shape(table));
        } catch (ReloadException e) {
            // The look at the table itself has said it.
            return new CheckAnswer(Finding.Mark.UNKNOWN, "not checked: the table cannot be merged", null, null);
        }
    }

    private CheckAnswer keys(ReloadTable table, TableShape shape) {
        return db.queryOne(
                        KEYS,
                        Map.of(
                                "schema", table.target().schema(),
                                "table", table.target().name(),
                                "window_column", shape.windowColumn(),
                                "key", table.key()),
                        row -> keys(shape.key(), row))
                .orElseThrow();
    }

    private static CheckAnswer keys(List<String> key, Row row) {
        if (row.text("problem") != null) {
            return CheckAnswer.notMet(ErrorCode.KEY_UNDECLARED, row.text("problem"), ErrorCode.KEY_UNDECLARED.hint());
        }
        var deferrable = row.texts("deferrable");
        if (!deferrable.isEmpty()) {
            return CheckAnswer.noted(
                    "can be deferred: " + String.join(", ", deferrable)
                            + "; sessions of session_replication_role = replica do not enforce them, those of CDC perhaps",
                    "A run asks for doubles itself. Where nothing needs to be deferred, make them NOT DEFERRABLE.");
        }
        var beside = row.texts("beside");
        return CheckAnswer.met("rows are found by " + String.join(", ", key)
                + (beside.isEmpty() ? "" : "; unique beside it: " + String.join(", ", beside)));
    }
}
