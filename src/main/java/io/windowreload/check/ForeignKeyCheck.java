package io.windowreload.check;

import io.windowreload.db.Db;
import io.windowreload.db.Row;
import io.windowreload.db.Sql;
import io.windowreload.window.ReloadTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Foreign keys: which rows a merge may have to leave out for want of a parent, and which of them nobody checks. Only the catalog is read. */
final class ForeignKeyCheck {
    private static final Sql FOREIGN_KEYS = Sql.load("check/foreign-keys");

    private static final String PARENT =
            "A row without its parent is left out and named. Register the parent, or be sure that production has it.";
    private static final Sql CHILDREN = Sql.load("check/children-keys");

    private final Checklist list;
    private final Db db;

    ForeignKeyCheck(Checklist list, Db db) {
        this.list = list;
        this.db = db;
    }

    void look(List<ReloadTable> tables) {
        var registered = tables.stream()
                .map(table -> table.target().schema() + "." + table.target().name())
                .toList();
        for (var table : tables) {
            list.look(TargetCheck.AREA, table.target() + " foreign keys", () -> keys(table, registered));
        }
    }

    private CheckAnswer keys(ReloadTable table, List<String> registered) {
        var said = db.query(
                FOREIGN_KEYS,
                Map.of(
                        "schema", table.target().schema(),
                        "table", table.target().name(),
                        "registered", registered),
                ForeignKeyCheck::said);
        var emptied = emptied(table);
        var notes = said.stream().flatMap(List::stream).toList();
        if (!emptied.isEmpty()) {
            return CheckAnswer.noted(
                    String.join(
                            "; ",
                            Stream.concat(emptied.stream(), notes.stream()).toList()),
                    "Nothing, if such values do not change; else let the key say ON UPDATE CASCADE or NO ACTION."
                            + (notes.isEmpty() ? "" : " " + PARENT));
        }
        if (said.isEmpty()) {
            return CheckAnswer.met("has none");
        }
        return notes.isEmpty()
                ? CheckAnswer.met(said.size() + ", all parents are reloaded too")
                : CheckAnswer.noted(String.join("; ", notes), PARENT);
    }

    /** Of keys that lead to the table: an update would empty the children without a word, so that the merge does not make it. */
    private List<String> emptied(ReloadTable table) {
        return db.query(
                CHILDREN,
                Map.of(
                        "schema",
                        table.target().schema(),
                        "table",
                        table.target().name()),
                row -> "%s of %s says ON UPDATE %s: a row on which its children hang keeps its %s, is left and named"
                        .formatted(row.text("name"), row.text("child"), row.text("action"), row.text("columns")));
    }

    private static List<String> said(Row row) {
        var name = row.text("name");
        var notes = new ArrayList<String>();
        if (!row.flag("enforced")) {
            return List.of(name + " is not enforced: nobody checks it, and the merge does not either");
        }
        if (!row.flag("parent_registered")) {
            notes.add("the parent of " + name + ", " + row.text("parent") + ", is not in tables.json");
        }
        if (!row.flag("validated")) {
            notes.add(name + " is not validated: production may hold orphans, but a merge adds none");
        }
        if (!row.flag("checked")) {
            notes.add("PostgreSQL does not check " + name + ", its triggers are disabled: the merge does");
        }
        if (row.flag("in_circle") && !row.flag("to_itself")) {
            notes.add(name + " closes a circle of tables: reload them together");
        }
        if (!row.flag("may_hold_parent")) {
            notes.add("with triggers off, the merge must hold the parent's row: grant select, update on "
                    + row.text("parent") + " to the role");
        }
        return notes;
    }
}
