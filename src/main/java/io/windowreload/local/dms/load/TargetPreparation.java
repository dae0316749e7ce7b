package io.windowreload.local.dms.load;

import io.windowreload.local.dms.mapping.ParsedSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Optional;

/** Brings a target table into the state from which the load begins; a missing one is created in every preparation mode. */
final class TargetPreparation {
    private final Connection target;
    private final ParsedSettings settings;
    private final boolean emptyFirst;
    private final int numberScale;

    TargetPreparation(Connection target, ParsedSettings settings, boolean emptyFirst, int numberScale) {
        this.target = target;
        this.settings = settings;
        this.emptyFirst = emptyFirst;
        this.numberScale = numberScale;
    }

    void prepare(TableLoad load) throws SQLException, TableFailure {
        var table = TargetTable.read(target, load.targetSchema(), load.targetName());
        switch (settings.prepMode()) {
            case DO_NOTHING -> {
                createIfMissing(load, table);
                if (emptyFirst) {
                    execute("truncate table " + load.quotedTarget());
                }
            }
            case TRUNCATE_BEFORE_LOAD -> {
                createIfMissing(load, table);
                execute("truncate table " + load.quotedTarget());
            }
            case DROP_AND_CREATE -> {
                execute("drop table if exists " + load.quotedTarget());
                create(load);
            }
        }
    }

    /** The primary key of a table that the task created without one. */
    void finish(TableLoad load) throws SQLException, TableFailure {
        if (settings.keyAfterLoad() && !hasKey(load)) {
            for (var statement : TargetKey.of(load).afterwards(load)) {
                execute(statement);
            }
        }
    }

    void createIfMissing(TableLoad load) throws SQLException, TableFailure {
        createIfMissing(load, TargetTable.read(target, load.targetSchema(), load.targetName()));
    }

    private void createIfMissing(TableLoad load, TargetTable table) throws SQLException, TableFailure {
        if (table.missing()) {
            create(load);
        }
    }

    private void create(TableLoad load) throws SQLException, TableFailure {
        execute("create schema if not exists " + SourceTable.quote(load.targetSchema()));
        var parts = new ArrayList<String>();
        for (var travel : load.columns()) {
            parts.add(SourceTable.quote(travel.targetName()) + " "
                    + ColumnDdl.type(travel.source(), travel.changedType(), numberScale));
        }
        for (var added : load.shape().added()) {
            parts.add(SourceTable.quote(added.name()) + " " + ColumnDdl.type(added.type()));
        }
        var key = TargetKey.of(load);
        var inside = settings.keyAfterLoad() ? Optional.<String>empty() : key.constraint();
        inside.ifPresent(parts::add);
        execute("create table " + load.quotedTarget() + " (" + String.join(", ", parts) + ")");
        if (!settings.keyAfterLoad() && inside.isEmpty()) {
            for (var statement : key.afterwards(load)) {
                execute(statement);
            }
        }
    }

    private boolean hasKey(TableLoad load) throws SQLException {
        try (var keys = target.getMetaData().getPrimaryKeys(null, load.targetSchema(), load.targetName())) {
            return keys.next();
        }
    }

    private void execute(String sql) throws SQLException {
        try (var statement = target.createStatement()) {
            statement.execute(sql);
        }
    }
}
