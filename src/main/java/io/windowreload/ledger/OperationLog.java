package io.windowreload.ledger;

import io.windowreload.db.Db;
import io.windowreload.db.Sql;
import io.windowreload.ledger.Pause.Entry;
import io.windowreload.window.ForeignText;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What people did to runs and entries, and which entries are paused. */
public final class OperationLog {
    private static final Sql RECORD = Sql.load("ledger/record-operation");
    private static final Sql OF_RUN = Sql.load("ledger/operations-of-run");
    private static final Sql PAUSE = Sql.load("ledger/pause-entry");
    private static final Sql RESUME = Sql.load("ledger/resume-entry");
    private static final Sql PAUSES = Sql.load("ledger/list-pauses");

    private final Db db;

    public OperationLog(Db db) {
        this.db = db;
    }

    /**
     * Who does something, and why.
     *
     * @param origin the way: api, jmx or cli
     * @param actor a name, never null
     * @param reason may be null
     */
    public record Word(String origin, String actor, String reason) {
        public Word {
            actor = ForeignText.name("/by", actor);
            reason = ForeignText.reason(reason);
        }
    }

    /** Does something and records it, both or neither. */
    public <T> T recorded(String operation, Long run, Word word, Supplier<T> work) {
        return db.inTransaction(() -> {
            var result = work.get();
            record(operation, run, null, word);
            return result;
        });
    }

    /** What was done to a run, in order. */
    public List<Operation> of(long run) {
        return db.query(
                OF_RUN,
                Map.of("run_id", run),
                row -> new Operation(
                        row.text("operation"),
                        row.instant("done_at"),
                        row.text("origin"),
                        row.text("actor"),
                        row.text("reason")));
    }

    /** Pauses an entry; one that is paused already stays as it is. Returns the pause that holds. */
    public Pause pause(Entry entry, Word word) {
        return db.inTransaction(() -> {
            var changed =
                    db.update(PAUSE, Map.of("entry", entry.word(), "actor", word.actor(), "reason", word.reason()));
            if (changed > 0) {
                record("pause", null, entry, word);
            }
            return pause(entry).orElseThrow();
        });
    }

    /** Lets an entry take requests again; one that is not paused stays as it is. */
    public void resume(Entry entry, Word word) {
        db.inTransaction(() -> {
            if (db.update(RESUME, Map.of("entry", entry.word())) > 0) {
                record("resume", null, entry, word);
            }
            return null;
        });
    }

    /** The pause of an entry, if it is paused. */
    public Optional<Pause> pause(Entry entry) {
        return pauses().stream().filter(pause -> pause.entry() == entry).findFirst();
    }

    /** All entries that are paused. */
    public List<Pause> pauses() {
        return db.query(
                PAUSES,
                Map.of(),
                row -> new Pause(
                        Entry.valueOf(row.text("entry").toUpperCase(Locale.ROOT)),
                        row.instant("paused_at"),
                        row.text("actor"),
                        row.text("reason")));
    }

    private void record(String operation, Long run, Entry entry, Word word) {
        var values = new HashMap<String, Object>();
        values.put("operation", operation);
        values.put("run_id", run);
        values.put("entry", entry == null ? null : entry.word());
        values.put("origin", word.origin());
        values.put("actor", word.actor());
        values.put("reason", word.reason());
        db.update(RECORD, values);
    }
}
