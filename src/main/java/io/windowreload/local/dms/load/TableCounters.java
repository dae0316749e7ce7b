package io.windowreload.local.dms.load;

import java.time.Clock;
import java.time.Instant;

/** How far one table of a task is; written by the threads that load it, read by describe calls meanwhile. */
public final class TableCounters {
    private final Clock clock;
    private final String schema;
    private final String table;
    private TableState state;
    private long rows;
    private Instant begun;
    private Instant ended;
    private Instant updated;
    private boolean reloaded;
    private int badRows;
    private long inserts;
    private long updates;
    private long deletes;

    /** A table that has not been touched; {@code state} tells whether it waits for its load or is missing. */
    public TableCounters(Clock clock, String schema, String table, TableState state) {
        this.clock = clock;
        this.schema = schema;
        this.table = table;
        this.state = state;
        this.updated = clock.instant();
    }

    /** A table as it was. */
    public TableCounters(Clock clock, Snapshot was) {
        this(clock, was.schema(), was.table(), was.state());
        this.rows = was.rows();
        this.begun = was.begun();
        this.ended = was.ended();
        this.updated = was.updated();
        this.reloaded = was.reloaded();
        this.inserts = was.inserts();
        this.updates = was.updates();
        this.deletes = was.deletes();
    }

    /**
     * What a describe call sees.
     *
     * @param rows rows read from the source and handed to the target
     * @param inserts changes that were captured since, as updates and deletes
     */
    public record Snapshot(
            String schema,
            String table,
            TableState state,
            long rows,
            Instant begun,
            Instant ended,
            Instant updated,
            boolean reloaded,
            long inserts,
            long updates,
            long deletes) {}

    public synchronized Snapshot snapshot() {
        return new Snapshot(schema, table, state, rows, begun, ended, updated, reloaded, inserts, updates, deletes);
    }

    public synchronized void begin() {
        if (state == TableState.BEFORE_LOAD) {
            state = TableState.FULL_LOAD;
            begun = clock.instant();
            updated = begun;
        }
    }

    public synchronized void add(long more) {
        rows += more;
        updated = clock.instant();
    }

    /** Counts a captured change: {@code INSERT}, {@code UPDATE} or {@code DELETE}. */
    public synchronized void change(String kind) {
        switch (kind) {
            case "INSERT" -> inserts++;
            case "UPDATE" -> updates++;
            default -> deletes++;
        }
        updated = clock.instant();
    }

    /** Counts a row that could not be loaded, and tells how many these are. */
    synchronized int badRow() {
        return ++badRows;
    }

    public synchronized void complete() {
        end(TableState.COMPLETED);
    }

    public synchronized void fail() {
        end(TableState.ERROR);
    }

    /** The table's name, {@code schema.table}. */
    public String name() {
        return schema + "." + table;
    }

    boolean is(String name) {
        return name().equals(name);
    }

    public synchronized boolean completed() {
        return state == TableState.COMPLETED;
    }

    public synchronized boolean failed() {
        return state == TableState.ERROR;
    }

    /** The task ended before the table was complete. */
    public synchronized void cancel() {
        if (state == TableState.BEFORE_LOAD || state == TableState.FULL_LOAD || state == TableState.RELOADED) {
            end(TableState.CANCELLED);
        }
    }

    /** Starts again from no rows. */
    public synchronized void reload() {
        state = TableState.RELOADED;
        reloaded = true;
        rows = 0;
        badRows = 0;
        begun = clock.instant();
        updated = begun;
        ended = null;
    }

    private void end(TableState last) {
        state = last;
        ended = clock.instant();
        updated = ended;
    }
}
