package io.windowreload.survive;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Holds each run that has counted its load, until the test has changed what it wants to change: nothing is planned before. */
final class Gate implements AutoCloseable {
    private static final String LOCK = "4711";

    private final World world;
    private final Connection connection;
    private boolean open;

    private Gate(World world, Connection connection) {
        this.world = world;
        this.connection = connection;
        open = connection == null;
    }

    static Gate none() {
        return new Gate(null, null);
    }

    static Gate closed(World world) throws SQLException {
        var gate = new Gate(world, world.cloud.target().connect());
        gate.run("create or replace function public.held_by_a_test() returns trigger language plpgsql as"
                + " 'begin perform pg_advisory_xact_lock(" + LOCK + "); return new; end'");
        gate.run("create trigger held_by_a_test before update of step on admin.reload_runs for each row"
                + " when (old.step = 'COUNT' and new.step = 'AWAIT_CDC') execute function public.held_by_a_test()");
        gate.run("select pg_advisory_lock(" + LOCK + ")");
        return gate;
    }

    /** Waits until a run stands at the gate, makes a change and lets it pass. The gate shuts behind it. */
    void pass(long run, Runnable change) throws SQLException {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> world.production
                        .texts("select 1 from pg_locks where locktype = 'advisory' and objid = " + LOCK
                                + " and not granted and exists (select from admin.reload_runs where run_id = " + run
                                + " and step = 'COUNT')")
                        .contains("1"));
        change.run();
        run("select pg_advisory_unlock(" + LOCK + ")");
        run("select pg_advisory_lock(" + LOCK + ")");
    }

    private void run(String statement) throws SQLException {
        try (var made = connection.createStatement()) {
            made.execute(statement);
        }
    }

    /** From now on whoever comes passes. */
    @Override
    public void close() throws SQLException {
        if (open) {
            return;
        }
        open = true;
        run("select pg_advisory_unlock(" + LOCK + ")");
        run("drop trigger held_by_a_test on admin.reload_runs");
        connection.close();
    }
}
