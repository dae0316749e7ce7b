package io.windowreload.local.dms.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table whose changes are captured: what a changed row of the source becomes at the target. */
public final class CapturedTable {
    private final TableLoad load;
    private final RowFilter filter;
    private final SourceTexts texts;

    CapturedTable(TableLoad load, RowFilter filter, SourceTexts texts) {
        this.load = load;
        this.filter = filter;
        this.texts = texts;
    }

    public String schema() {
        return load.source().schema();
    }

    public String name() {
        return load.source().name();
    }

    /** The name at the source as SQL wants it. */
    public String quotedSource() {
        return load.source().quoted();
    }

    public String targetSchema() {
        return load.targetSchema();
    }

    public String targetName() {
        return load.targetName();
    }

    /** The name at the target as SQL wants it. */
    public String quotedTarget() {
        return load.quotedTarget();
    }

    /** The columns of the source's primary key; none, and only inserts can be captured. */
    public List<String> key() {
        return load.source().key();
    }

    public TableCounters counters() {
        return load.progress();
    }

    /** Whether the task's filters let a row pass; a column that is not known does not. */
    public boolean passes(Map<String, String> row) {
        return filter.passes(row);
    }

    /**
     * The row at the target, by names of its columns. A column whose value the change did not bring is not in it.
     *
     * @param row by names of the source; without those that the change did not touch
     * @throws DataException if a value cannot be masked or computed, and the task's policy is not to go on with it
     */
    public Map<String, String> atTarget(Map<String, String> row) throws DataException {
        var shape = load.shape();
        var values = new Object[shape.reads().size()];
        for (var i = 0; i < values.length; i++) {
            var column = shape.reads().get(i);
            values[i] = texts.value(column, row.get(column.name()));
        }
        Object[] made;
        try {
            made = shape.of(values);
        } catch (BadValue | TableFailure e) {
            throw new DataException(e.getMessage());
        }
        var target = new LinkedHashMap<String, String>();
        var names = shape.names();
        for (var i = 0; i < names.size(); i++) {
            if (i >= shape.columns().size()
                    || row.containsKey(shape.columns().get(i).source().name())) {
                target.put(names.get(i), made[i] == null ? null : Texts.of(made[i]));
            }
        }
        return target;
    }

    /** The key at the target of a row of the source, by names of the target's columns. */
    public Map<String, String> keyAtTarget(Map<String, String> row) throws DataException {
        var all = atTarget(row);
        var key = new LinkedHashMap<String, String>();
        for (var travel : load.columns()) {
            if (key().contains(travel.source().name())) {
                key.put(travel.targetName(), all.get(travel.targetName()));
            }
        }
        if (key.size() < key().size()) {
            throw new DataException("the key of " + quotedSource() + " does not travel whole");
        }
        return key;
    }
}
