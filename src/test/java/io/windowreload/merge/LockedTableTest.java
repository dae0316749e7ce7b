package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.db.DbException;
import io.windowreload.db.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever has a table locked holds up no step for longer than the session waits for locks, and the step does it all once the lock is gone. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LockedTableTest {
    private static final String WAIT = "200ms";

    private final MergeFixture target =
            MergeFixture.withTable("id int, v text, changed timestamp").defaults("lock_timeout = ''" + WAIT + "''");
    private final Looks looks = new Looks(target);
    private final List<String> busy = new ArrayList<>();

    @AfterEach
    void close() {
        target.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"production.items", "staging.items", "production.items, staging.items", "admin.merge_chunks"})
    void each_step_of_a_run_a_look_and_an_undo_gives_up_and_can_be_repeated(String locked) throws SQLException {
        target.sql(
                "insert into production.items select g, 'old', '2025-01-02' from generate_series(1, 20) g",
                "insert into production.items values (100, 'unknown', '2025-01-03')");
        var run = target.open("{}", "items");
        step(locked, "check", () -> call("check-production", Map.of("run_id", run, "position", 1)));
        step(locked, "arm", () -> done(() -> target.arm(run)));
        target.sql("insert into staging.items select g, 'new', '2025-01-10' from generate_series(1, 30) g");
        step(locked, "order", () -> call("order-tables", Map.of("run_id", run)));
        step(locked, "plan", () -> done(() -> target.plan(run, 1)));
        target.cdc(
                "update production.items set changed = '2025-01-11' where id = 3",
                "delete from production.items where id = 4");
        step(locked, "apply", () -> done(() -> target.applyBriefly(run, 1)));
        step(locked, "verify", () -> target.verify(run, 1));
        step(locked, "judge", () -> call("judge-emptiness", Map.of("run_id", run)));
        step(locked, "refusals", () -> call("note-refusals", Map.of("run_id", run)));
        var look = step(locked, "begin", () -> looks.begin(run));
        step(locked, "arm look", () -> done(() -> target.arm(look)));
        target.sql(
                "truncate staging.items",
                "insert into staging.items select g, 'new', '2025-01-10' from generate_series(1, 30) g where g <> 7");
        step(locked, "plan look", () -> done(() -> target.plan(look, 1)));
        step(locked, "apply look", () -> done(() -> target.applyBriefly(look, 1)));
        step(locked, "verify look", () -> target.verify(look, 1));
        step(locked, "settle", () -> looks.settle(run, look, Looks.APPLY).length());
        step(locked, "follow", () -> looks.follow(look));
        step(
                locked,
                "disarm",
                () -> done(() -> target.db.update(
                        Sql.load("merge/disarm-fence"), Map.of("run_id", run, "lock_timeout_ms", 200L))));
        step(locked, "drop", () -> done(() -> target.db.update(Sql.load("merge/drop-plans"), Map.of("run_id", look))));
        var undo = target.open("{}");
        step(locked, "undo", () -> done(() -> target.undoBriefly(run, undo)));

        assertThat(target.texts("select distinct merge_state from admin.reload_run_tables where run_id in (" + run
                        + ", " + look + ")"))
                .containsExactly("VERIFIED");
        assertThat(target.texts(
                        "select v from production.items where id between 1 and 20 and id not in (3, 4) group by v"))
                .as("put back")
                .containsExactly("old");
        assertThat(busy).as("steps that met the lock").isNotEmpty();
        System.out.println(locked + ": " + busy);
    }

    /** Tried while the tables are locked: it ends soon, done or busy. Once they are free, it is done if it was not. */
    private long step(String locked, String name, LongSupplier work) throws SQLException {
        try (var other = target.session("origin")) {
            other.run("begin").run("lock table " + locked + " in access exclusive mode");
            try {
                return CompletableFuture.supplyAsync(work::getAsLong)
                        .orTimeout(20, TimeUnit.SECONDS)
                        .join();
            } catch (CompletionException e) {
                assertThat(e.getCause()).as(name).isInstanceOfSatisfying(DbException.class, failed -> assertThat(
                                failed.busy())
                        .as(failed.getMessage())
                        .isTrue());
                busy.add(name);
            } finally {
                other.run("rollback");
            }
        }
        return work.getAsLong();
    }

    private static long done(Runnable work) {
        work.run();
        return 0;
    }

    private long call(String query, Map<String, Object> parameters) {
        return target.db
                .query(Sql.load("merge/" + query), new LinkedHashMap<>(parameters), row -> row)
                .size();
    }
}
