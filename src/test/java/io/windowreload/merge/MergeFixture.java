package io.windowreload.merge;

import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.windowreload.TestPostgres;
import io.windowreload.db.Db;
import io.windowreload.db.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** A fresh target database with runs of January 2025 in its ledger, driven by the statements that the program itself uses. */
final class MergeFixture implements AutoCloseable {
    private static final Map<String, Object> LIMITS =
            Map.of("lock_timeout_ms", 300, "budget_ms", 60_000, "max_rejected", 3);

    private final HikariDataSource pool;
    private final String url;
    final Db db;

    MergeFixture() {
        url = TestPostgres.freshUrl();
        pool = TestPostgres.pool(url);
        db = new Db(pool);
        sql(Guard.withoutIt());
    }

    /** Production and staging tables of the same columns; production has the key {@code id}. */
    static MergeFixture withTable(String columns) {
        return new MergeFixture()
                .sql(
                        "create table production.items (" + columns + ", primary key (id))",
                        "create table staging.items (" + columns + ")",
                        "alter table staging.items alter id drop not null");
    }

    /** Does not wait for the disk at commits: faster, and the same for all that a running server can see. */
    MergeFixture withoutWaitingForDisk() {
        return defaults("synchronous_commit = off");
    }

    /** A role of all tests' server, which may do here what one may who has no table. */
    MergeFixture role(String name) {
        return sql(
                "do $$ begin create role " + name + "; exception when duplicate_object then null; end $$",
                "grant all on schema production, staging, admin to " + name,
                "grant all on all tables in schema production, staging, admin to " + name,
                "grant execute on all routines in schema admin to " + name);
    }

    /** What sessions of this database begin with from now on. */
    MergeFixture defaults(String setting) {
        sql("do $$ begin execute format('alter database %I set " + setting + "', current_database()); end $$");
        pool.getHikariPoolMXBean().softEvictConnections();
        return this;
    }

    /** Runs statements one by one, each its own transaction. */
    MergeFixture sql(String... statements) {
        try (var session = new Session(pool.getConnection())) {
            return run(session, statements);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Runs statements as DMS may: in a session in which only ALWAYS triggers fire. */
    MergeFixture cdc(String... statements) {
        try (var session = session("replica")) {
            return run(session, statements);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private MergeFixture run(Session session, String... statements) throws SQLException {
        for (var statement : statements) {
            session.run(statement);
        }
        return this;
    }

    /** A connection of its own, for statements that stay open across others. */
    Session session(String role) throws SQLException {
        return Session.as(role, url);
    }

    /** Opens a run of January for tables of the schema production, whose window column is {@code changed}. */
    long open(String options, String... tables) {
        var run = number(
                "insert into admin.reload_runs (request_id, origin, window_from, window_to, zone, state, phase, options)"
                        + " values (gen_random_uuid()::text, 'cli', '2025-01-01', '2025-02-01', 'America/New_York',"
                        + " 'RUNNING', 'load', '" + options + "') returning run_id");
        for (var position = 1; position <= tables.length; position++) {
            var table = tables[position - 1].replace("'", "''");
            sql(String.format(
                    "insert into admin.reload_run_tables (run_id, position, source_schema, source_table, target_schema,"
                            + " target_table, staging_table, window_column)"
                            + " values (%d, %d, 'SOURCE', '%s', 'production', '%s', '%s', 'changed')",
                    run, position, table, table, table));
        }
        return run;
    }

    /** Opens a run of {@code items} and arms its fence. */
    long armed() {
        var run = open("{}", "items");
        arm(run);
        return run;
    }

    /** The same, whose end is verified so. */
    long armedFor(String verify) {
        var run = open("{\"verify\": \"" + verify + "\"}", "items");
        arm(run);
        return run;
    }

    void arm(long run) {
        call("arm-fence", run, 0, Map.of());
    }

    void disarm(long run) {
        call("disarm-fence", run, 0, Map.of());
    }

    void plan(long run, int position) {
        call("plan-table", run, position, Map.of("connections", 1));
    }

    /** Plans on so many connections at once. */
    void plan(long run, int position, int connections) {
        call("plan-table", run, position, Map.of("connections", connections));
        if (number("select lanes from admin.reload_run_tables where run_id = " + run + " and position = " + position)
                > 1) {
            atOnce(connections, () -> planLane(run, position));
        }
    }

    /** A run of one other table, armed and planned on so many connections. */
    long planned(String table, int connections) {
        var run = open("{}", table);
        arm(run);
        plan(run, 1, connections);
        return run;
    }

    void planLane(long run, int position) {
        call("plan-lane", run, position, Map.of());
    }

    void apply(long run, int position, int chunkRows) {
        call("apply-plan", run, position, Map.of("chunk_rows", chunkRows));
    }

    /** Applies on so many connections at once. */
    void apply(long run, int position, int chunkRows, int connections) {
        atOnce(connections, () -> apply(run, position, chunkRows));
    }

    private static void atOnce(int connections, Runnable work) {
        IntStream.range(0, connections)
                .mapToObj(n -> CompletableFuture.runAsync(work))
                .toList()
                .forEach(CompletableFuture::join);
    }

    /** From now on a table is worth a second lane however small it is. */
    MergeFixture withSmallLanes() {
        return sql("create or replace function admin.lane_rows() returns integer language sql immutable as 'select 1'");
    }

    /** Applies for at most so long; whether the table is merged. */
    boolean applyFor(long run, int position, String budget) {
        return texts("call admin.merge_apply(" + run + ", " + position + ", 100, '0.1 s', '" + budget + "', null)")
                .equals(List.of("t"));
    }

    /** Applies for about as long as it waits for one lock. */
    void applyBriefly(long run, int position) {
        call("apply-plan", run, position, Map.of("chunk_rows", 100, "budget_ms", 400));
    }

    /** Applies in the background, waiting for locks as long as it takes. */
    CompletableFuture<Void> applying(long run, int position) {
        return CompletableFuture.runAsync(
                () -> call("apply-plan", run, position, Map.of("chunk_rows", 100, "lock_timeout_ms", 60_000)));
    }

    /** Returns as soon as some session of this database waits for a lock. */
    void awaitWaiter() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> number("select count(*) from pg_stat_activity where datname = current_database()"
                                + " and wait_event_type = 'Lock'")
                        > 0);
    }

    /** Undoes a run, by a run of its own. */
    long undo(long run) {
        var undo = openUndo();
        call("undo-run", run, 0, Map.of("undo_run_id", undo));
        return undo;
    }

    private long openUndo() {
        return number("insert into admin.reload_runs (request_id, origin, state) values (gen_random_uuid()::text,"
                + " 'undo', 'RUNNING') returning run_id");
    }

    /** Undoes, waiting for locks as long as it takes. */
    long undoPatiently(long run) {
        var undo = openUndo();
        call("undo-run", run, 0, Map.of("undo_run_id", undo, "lock_timeout_ms", 60_000));
        return undo;
    }

    /** Undoes for about as long as it waits for one lock. */
    void undoBriefly(long run, long undo) {
        call("undo-run", run, 0, Map.of("undo_run_id", undo, "budget_ms", 400));
    }

    long verify(long run, int position) {
        return db.queryOne(
                        Sql.load("merge/verify-table"),
                        Map.of("run_id", run, "position", position),
                        row -> row.number("unexplained"))
                .orElseThrow();
    }

    /** Plans, applies in small chunks and verifies one table; nothing may stay unexplained. */
    void merge(long run, int position) {
        plan(run, position);
        apply(run, position, 3);
        if (verify(run, position) != 0) {
            throw new AssertionError(
                    "unexplained rows in " + texts("select to_jsonb(t)::text from admin.reload_run_tables t"));
        }
    }

    private void call(String name, long run, int position, Map<String, Object> more) {
        var parameters = new LinkedHashMap<String, Object>(LIMITS);
        parameters.put("run_id", run);
        parameters.put("position", position);
        parameters.putAll(more);
        db.update(Sql.load("merge/" + name), parameters);
    }

    TableCounts account(long run, int position) {
        var query = "select * from admin.reload_run_tables where run_id = :run and position = :position";
        return db.queryOne(
                        new Sql("account", query.replaceAll(":\\w+", "?"), List.of("run", "position")),
                        Map.of("run", run, "position", position),
                        TableCounts::of)
                .orElseThrow();
    }

    long number(String query) {
        return Long.parseLong(texts(query).get(0));
    }

    /** The first column of all rows, as text. */
    List<String> texts(String query) {
        try (var session = new Session(pool.getConnection())) {
            return session.texts(query);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
