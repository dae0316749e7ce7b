package io.windowreload.observe;

import io.windowreload.db.TestSql;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Ledgers of any size. */
final class LargeLedger {
    /** What people and machines ask for again and again. */
    static final Map<String, String> QUESTIONS = Map.of(
            "status", "/api/status",
            "runs", "/api/runs",
            "runs of a table", "/api/runs?table=table_7&limit=50",
            "run", "/api/runs/3",
            "page", "/status");

    private LargeLedger() {}

    /** Serves, with nobody but the caller at the ledger, where so many tables are registered. */
    static Served serve(Path folder, int tables) throws IOException {
        var registry = IntStream.rangeClosed(1, tables)
                .mapToObj(t -> "{\"source\": \"SOURCE_SCHEMA.TABLE_" + t + "\", \"target\": \"production.table_" + t
                        + "\", \"windowColumn\": \"UPDATED_AT\"}")
                .collect(Collectors.joining(",\n", "{\"tables\": [", "]}"));
        return Served.start(
                folder,
                "reload.tables",
                Files.writeString(folder.resolve("tables.json"), registry).toString(),
                "reload.management.ledger-interval",
                "1h");
    }

    static void fill(Served served, int runs, int tables) throws IOException {
        served.forget();
        try (var in = LargeLedger.class.getResourceAsStream("/observe/large-ledger.sql")) {
            var sql = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace(":runs", Integer.toString(runs))
                    .replace(":tables", Integer.toString(tables));
            served.db.update(TestSql.of(sql), Map.of());
        }
        served.db.update(TestSql.of("analyze"), Map.of());
    }

    /** Somebody dismisses a failure. */
    static void dismiss(Served served) {
        served.db.update(
                TestSql.of("update admin.reload_runs set dismissed_at = clock_timestamp() where run_id = 20"),
                Map.of());
    }

    /** A run of so many tables ends. */
    static void end(Served served, int tables) {
        served.db.update(TestSql.of("""
                with ended as (
                  insert into admin.reload_runs (request_id, origin, window_from, window_to, zone, state, finished_at)
                  values (gen_random_uuid()::text, 'file', '2025-01-01', '2025-02-01', 'UTC', 'SUCCESS', clock_timestamp())
                  returning run_id)
                insert into admin.reload_run_tables
                  (run_id, position, source_schema, source_table, target_schema, target_table, staging_table, window_column, merge_state)
                select run_id, t, 'SOURCE_SCHEMA', 'TABLE_' || t, 'production', 'table_' || t, 'table_' || t, 'updated_at', 'VERIFIED'
                from ended, generate_series(1, %d) t""".formatted(tables)), Map.of());
    }
}
