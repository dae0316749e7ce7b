package io.windowreload.check;

import io.windowreload.db.Db;
import io.windowreload.db.Row;
import io.windowreload.db.Sql;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadTable;
import java.util.List;
import java.util.Map;

/** What others have put around the program: names of ours that are taken, event triggers, what DMS could not apply; and what no look can ask. */
final class AroundCheck {
    private static final Sql GUIDE = Sql.load("check/guide-procedure");
    private static final Sql ENCODING = Sql.load("check/encoding");
    private static final Sql EVENTS = Sql.load("check/event-triggers");
    private static final Sql EXCEPTIONS = Sql.load("check/apply-exceptions");
    private static final Sql ASKED = Sql.load("check/asked-keys");

    private final Checklist list;
    private final Db db;

    AroundCheck(Checklist list, Db db) {
        this.list = list;
        this.db = db;
    }

    /** What the catalog alone tells. */
    void names() {
        list.look(TargetCheck.AREA, "encoding", this::encoding);
        list.look(TargetCheck.AREA, "name of the guide", this::guide);
    }

    /** What our own functions tell, once they are there. */
    void look(List<ReloadTable> tables) {
        list.look(TargetCheck.AREA, "event triggers", this::events);
        list.look(TargetCheck.AREA, "changes not applied", this::exceptions);
        for (var table : tables) {
            list.look(TargetCheck.AREA, table.target() + " looks", () -> asked(table));
        }
    }

    /** Rows are merged whatever their bytes mean; to name them, to show them and to ask the source for them they must be text. */
    private CheckAnswer encoding() {
        var encoding =
                db.queryOne(ENCODING, Map.of(), row -> row.text("encoding")).orElseThrow();
        return encoding.equals("SQL_ASCII")
                ? CheckAnswer.noted(
                        "the database is SQL_ASCII: what its bytes mean is written nowhere; bytes that are not UTF-8 can be"
                                + " merged, and neither shown nor asked for again",
                        "Move to a database with the encoding UTF8; until then leave tables out that hold other bytes.")
                : CheckAnswer.met(encoding);
    }

    private CheckAnswer guide() {
        var theirs = db.query(GUIDE, Map.of(), row -> row.text("theirs"));
        return theirs.isEmpty()
                ? CheckAnswer.met("public.merge_time_window_data() is nobody else's")
                : CheckAnswer.noted(
                        "public has the " + String.join(", ", theirs) + ": it is left alone",
                        "In psql, CALL admin.merge_time_window_data() instead; or let its owner drop it and 'migrate' again.");
    }

    private CheckAnswer events() {
        return db.rolledBack(
                () -> db.queryOne(EVENTS, Map.of(), AroundCheck::events).orElseThrow());
    }

    private static CheckAnswer events(Row row) {
        var names = row.texts("names");
        if (names.isEmpty()) {
            return CheckAnswer.met("none acts on what the program makes");
        }
        var act = "act on what the program makes: " + String.join(", ", names);
        return row.text("refusal") == null
                ? CheckAnswer.noted(
                        act, "Nothing, if that is as wanted: a table, a function and a trigger could be made.")
                : CheckAnswer.notMet(
                        ErrorCode.TARGET_UNFIT,
                        act + ", and refuse it: " + row.text("refusal"),
                        "Let the event trigger pass what the role of the program makes in the schema admin.");
    }

    private CheckAnswer exceptions() {
        var closed = db.query(
                EXCEPTIONS,
                Map.of(),
                row -> row.flag("readable")
                        ? ""
                        : "grant usage on schema %s to %s; grant select on %s to %2$s;"
                                .formatted(row.text("schema"), row.text("role"), row.text("name")));
        var grants = closed.stream().filter(grant -> !grant.isEmpty()).toList();
        if (!grants.isEmpty()) {
            return CheckAnswer.noted(
                    "awsdms_apply_exceptions cannot be read: changes of CDC that production refuses during a run go unnoticed",
                    String.join(" ", grants));
        }
        return CheckAnswer.met(
                closed.isEmpty()
                        ? "DMS has made no awsdms_apply_exceptions here yet"
                        : "awsdms_apply_exceptions can be read");
    }

    private CheckAnswer asked(ReloadTable table) {
        var target = table.target();
        var columns = db.query(
                ASKED,
                Map.of("schema", target.schema(), "table", target.name(), "key", table.key()),
                row -> row.texts("columns"));
        return columns.stream().allMatch(List::isEmpty)
                ? CheckAnswer.met("its keys can be asked for at the source")
                : CheckAnswer.noted(
                        "no look can ask the source by " + String.join(", ", columns.get(0))
                                + ": a run that inserts rows leaves them open and ends as PARTIAL",
                        "Compare the rows that LEFT_OPEN counts yourself, or ask with \"secondLook\": false.");
    }
}
