package io.windowreload.local.dms.change;

import io.windowreload.local.dms.change.ChangeMessage.Kind;
import io.windowreload.local.dms.change.ChangeMessage.Relation;
import io.windowreload.local.dms.change.ChangeMessage.Row;
import io.windowreload.local.dms.load.CapturedTable;
import io.windowreload.local.dms.load.DataException;
import io.windowreload.local.dms.mapping.ParsedSettings;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Applies the changes of one transaction of the source in their order; what does not fit goes as the policies say. */
final class TransactionApply {
    private final TargetSession session;
    private final ParsedSettings settings;
    private final Map<String, CapturedTable> tables;
    private final ConflictRules conflicts;

    TransactionApply(
            TargetSession session, ParsedSettings settings, List<CapturedTable> tables, ConflictRules conflicts) {
        this.session = session;
        this.settings = settings;
        this.conflicts = conflicts;
        this.tables = new HashMap<>();
        tables.forEach(table -> this.tables.put(table.schema() + "." + table.name(), table));
    }

    /** @param cached whether the change may be in what was loaded, so that a conflict means nothing */
    void apply(Relation relation, Row row, boolean cached) throws SQLException {
        var table = tables.get(relation.schema() + "." + relation.name());
        if (table == null || table.counters().failed()) {
            return;
        }
        try {
            switch (row.kind()) {
                case INSERT -> insert(table, named(relation, row.after()), cached);
                case UPDATE -> update(table, relation, row, cached);
                case DELETE -> delete(table, named(relation, row.before()), cached);
            }
        } catch (DataException e) {
            conflicts.dataError(session, table, row.kind().name(), e.getMessage());
        }
    }

    void truncate(Relation relation) throws SQLException {
        var table = tables.get(relation.schema() + "." + relation.name());
        if (table != null && settings.flag("ChangeProcessingDdlHandlingPolicy", "HandleSourceTableTruncated")) {
            session.run(new ChangeStatement("TRUNCATE TABLE " + table.quotedTarget(), List.of()));
        }
    }

    private void insert(CapturedTable table, Map<String, String> row, boolean cached)
            throws SQLException, DataException {
        if (!table.passes(row)) {
            return;
        }
        var target = table.atTarget(row);
        var key = table.key().isEmpty() ? Map.<String, String>of() : table.keyAtTarget(row);
        table.counters().change(Kind.INSERT.name());
        run(
                table,
                Kind.INSERT,
                ChangeStatement.insert(table.quotedTarget(), target),
                ChangeStatement.update(table.quotedTarget(), target, key),
                cached);
    }

    private void update(CapturedTable table, Relation relation, Row row, boolean cached)
            throws SQLException, DataException {
        var after = named(relation, row.after());
        if (!table.passes(after)) {
            return;
        }
        var target = table.atTarget(after);
        var key = table.keyAtTarget(row.before() == null ? after : named(relation, row.before()));
        table.counters().change(Kind.UPDATE.name());
        run(
                table,
                Kind.UPDATE,
                ChangeStatement.update(table.quotedTarget(), target, key),
                ChangeStatement.insert(table.quotedTarget(), target),
                cached);
    }

    private void delete(CapturedTable table, Map<String, String> row, boolean cached)
            throws SQLException, DataException {
        if (!table.passes(row)) {
            return;
        }
        table.counters().change(Kind.DELETE.name());
        run(table, Kind.DELETE, ChangeStatement.delete(table.quotedTarget(), table.keyAtTarget(row)), null, cached);
    }

    private void run(CapturedTable table, Kind kind, ChangeStatement change, ChangeStatement instead, boolean cached)
            throws SQLException {
        String why;
        try {
            if (session.run(change) > 0) {
                return;
            }
            why = kind == Kind.INSERT ? "duplicate key value violates unique constraint" : "0 rows affected";
        } catch (SQLException e) {
            TargetSession.throwIfLost(e);
            why = e.getMessage();
        }
        if (!cached) {
            conflicts.conflict(session, table, kind, change, instead, why);
        }
    }

    private static Map<String, String> named(Relation relation, Tuple tuple) {
        var row = new HashMap<String, String>();
        for (var i = 0; i < tuple.texts().size(); i++) {
            var text = tuple.texts().get(i);
            // The very object: any row may have the word.
            if (!Tuple.unchanged(text)) {
                row.put(relation.columns().get(i), text);
            }
        }
        return row;
    }
}
