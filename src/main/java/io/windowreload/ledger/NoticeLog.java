package io.windowreload.ledger;

import io.windowreload.db.Db;
import io.windowreload.db.Sql;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which ends of runs have been told. */
public final class NoticeLog {
    private static final Sql WANT = Sql.load("notices/want-notices");
    private static final Sql WANT_NONE = Sql.load("notices/want-none");
    private static final Sql TAKE = Sql.load("notices/take-due");
    private static final Sql NEXT_DUE = Sql.load("notices/next-due");
    private static final Sql TOLD = Sql.load("notices/told");
    private static final Sql PUT_OFF = Sql.load("notices/put-off");

    private final Db db;

    public NoticeLog(Db db) {
        this.db = db;
    }

    /**
     * A run whose end is to be told.
     *
     * @param tries this one included
     * @param late whether it has been tried for so long that this try is the last
     */
    public record Due(long run, int tries, boolean late) {}

    /** Says whether ends are to be told from now on; those before the first time are not. */
    public void wanted(boolean wanted) {
        db.update(wanted ? WANT : WANT_NONE, Map.of());
    }

    /**
     * Takes what is due, oldest first.
     *
     * @param all whether good ends are told as well
     * @param hold how long other processes keep off
     * @param patience how long one end is tried to be told
     */
    public List<Due> take(boolean all, int most, Duration hold, Duration patience) {
        return db.query(
                TAKE,
                Map.of("all", all, "most", most, "hold_ms", hold.toMillis(), "patience_ms", patience.toMillis()),
                row -> new Due(row.number("run_id"), row.smallNumber("tries"), row.flag("late")));
    }

    /** In how long the next one is tried again; empty where none waits for that. */
    public Optional<Duration> nextDue() {
        return db.queryOne(NEXT_DUE, Map.of(), row -> Optional.ofNullable(row.numberOrNull("due_ms"))
                        .map(Duration::ofMillis))
                .orElseThrow();
    }

    public void told(Due due) {
        db.update(TOLD, Map.of("run_id", due.run()));
    }

    /** The receiver did not take it: again after the delay, unless that was the last try. */
    public void putOff(Due due, Duration delay, String problem) {
        db.update(
                PUT_OFF,
                Map.of("run_id", due.run(), "delay_ms", delay.toMillis(), "give_up", due.late(), "problem", problem));
    }
}
