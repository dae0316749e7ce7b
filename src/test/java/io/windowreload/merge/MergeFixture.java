package io.windowreload.merge;

import com.zaxxer.hikari.HikariDataSource;
import io.windowreload.TestPostgres;
import io.windowreload.db.Db;
import io.windowreload.db.Sql;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A fresh target database with runs of January 2025 in its ledger, driven by the statements that the program itself uses. */
final class MergeFixture implements AutoCloseable {
    private static final Map<String, Object> LIMITS = Map.of("lock_timeout_ms", 300, "budget_ms", 60_000);

    private final HikariDataSource pool;
    private final String url;
    final Db db;

    MergeFixture() {
        url = TestPostgres.freshUrl();
        pool = TestPostgres.pool(url);
        db = new Db(pool);
    }

    /** Production and staging tables of the same columns; production has the key {@code id}. */
    static MergeFixture withTable(String columns) {
        return new MergeFixture()
                .sql(
                        "create table production.items (" + columns + ", primary key (id))",
                        "create table staging.items (" + columns + ")",
                        "alter table staging.items alter id drop not null");
    }

    /** Runs statements one by one, each its own transaction. */
    MergeFixture sql(String... statements) {
        return execute("origin", statements);
    }

    /** Runs statements as DMS may: a session in which only ALWAYS triggers fire. */
    MergeFixture cdc(String... statements) {
        return execute("replica", statements);
    }

    private MergeFixture execute(String role, String... statements) {
        try (var session = session(role)) {
            for (var statement : statements) {
                session.run(statement);
            }
            return this;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** A connection of its own, for statements that stay open across others. */
    Session session(String role) throws SQLException {
        return new Session(url, role);
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

    void arm(long run) {
        call("arm-fence", run, 0, Map.of());
    }

    void plan(long run, int position) {
        call("plan-table", run, position, Map.of());
    }

    void apply(long run, int position, int chunkRows) {
        call("apply-plan", run, position, Map.of("chunk_rows", chunkRows));
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

    Account account(long run, int position) {
        var query = "select * from admin.reload_run_tables where run_id = :run and position = :position";
        return db.queryOne(
                        new Sql("account", query.replaceAll(":\\w+", "?"), List.of("run", "position")),
                        Map.of("run", run, "position", position),
                        Account::of)
                .orElseThrow();
    }

    long number(String query) {
        return Long.parseLong(texts(query).get(0));
    }

    /** The first column of all rows, as text. */
    List<String> texts(String query) {
        try (var session = session("origin")) {
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
