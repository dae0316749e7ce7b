package io.windowreload.check;

import io.windowreload.check.Finding.Mark;
import io.windowreload.db.Db;
import io.windowreload.db.DbException;
import io.windowreload.db.Sql;
import io.windowreload.staging.Staging;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What is known of the source's columns, what is only guessed, and whether production's values fit through DMS. */
public final class ColumnCheck {
    private static final Sql LONGEST = Sql.load("check/longest-values");

    private final Checklist list;
    private final Db db;
    private final Staging staging;
    private final int lobLimitKb;

    public ColumnCheck(Checklist list, Db db, Staging staging, int lobLimitKb) {
        this.list = list;
        this.db = db;
        this.staging = staging;
        this.lobLimitKb = lobLimitKb;
    }

    private record Longest(String column, long bytes) {}

    /** Looks at all tables. */
    public void look(List<ReloadTable> tables) {
        for (var table : tables) {
            list.look(TargetCheck.AREA, table.target() + " columns", () -> columns(table));
            list.look(TargetCheck.AREA, table.target() + " long values", () -> longest(table));
        }
    }

    private CheckAnswer columns(ReloadTable table) {
        try {
            return columns(table, staging.shape(table).columns().size());
        } catch (ReloadException e) {
            // The look at the table itself has said it.
            return unknown("the table cannot be merged");
        }
    }

    private static CheckAnswer unknown(String why) {
        return new CheckAnswer(Mark.UNKNOWN, "not checked: " + why, null, null);
    }

    private static CheckAnswer columns(ReloadTable table, int count) {
        var ignored = table.ignore().isEmpty() ? "" : "; ignored: " + String.join(", ", table.ignore());
        if (!table.columns().isEmpty()) {
            return CheckAnswer.met("%d are declared to be the source's, in its order%s".formatted(count, ignored));
        }
        return CheckAnswer.noted(
                ("tables.json does not declare the source's: production's %d are taken, in production's order%s. Any that come empty"
                                + " or exchanged stop the run, where production has rows to compare with")
                        .formatted(count, ignored),
                "List the source's columns, in its order, as \"columns\" of the table.");
    }

    private CheckAnswer longest(ReloadTable table) {
        try {
            staging.shape(table);
        } catch (ReloadException e) {
            // The look at the table itself has said it.
            return unknown("the table cannot be merged");
        }
        try {
            var target = Map.of(
                    "schema", table.target().schema(), "table", table.target().name());
            return longest(db.query(LONGEST, target, row -> new Longest(row.text("column_name"), row.number("bytes"))));
        } catch (DbException e) {
            if (e.missing() || e.denied()) {
                return unknown("it wants the migrations, and the right to read the table");
            }
            throw e;
        }
    }

    private CheckAnswer longest(List<Longest> values) {
        var limit = lobLimitKb * 1024L;
        var beyond = values.stream()
                .filter(value -> value.bytes() >= limit)
                .map(value -> value.column() + " " + value.bytes())
                .collect(Collectors.joining(", "));
        if (!beyond.isEmpty()) {
            return CheckAnswer.noted(
                    "values of " + beyond + " bytes reach reload.dms.lob-max-size-kb, " + limit
                            + " bytes: a run whose window has such values at the source stops",
                    "Raise it above the source's longest value.");
        }
        return CheckAnswer.met(
                values.isEmpty()
                        ? "there are none"
                        : "the longest of a sample has " + values.get(0).bytes() + " bytes, " + limit + " are loaded");
    }
}
