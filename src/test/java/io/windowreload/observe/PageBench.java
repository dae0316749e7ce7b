package io.windowreload.observe;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long page and API take to answer over a large ledger. Not a test: {@code mvn -Pbench -Dtest=PageBench verify} runs it, with
 * {@code -Dbench.runs=1000 -Dbench.tables=200}.
 */
class PageBench {
    private static final int RUNS = Integer.getInteger("bench.runs", 1_000);
    private static final int TABLES = Integer.getInteger("bench.tables", 200);
    private static final int WARM_UP = 20;
    private static final int CALLS = 50;

    @Test
    void answer(@TempDir Path folder) throws Exception {
        try (var served = LargeLedger.serve(folder, TABLES)) {
            LargeLedger.fill(served, RUNS, TABLES);
            System.out.printf("%n%d runs, %d tables; medians of %d calls after %d%n", RUNS, TABLES, CALLS, WARM_UP);
            for (var question : new TreeMap<>(LargeLedger.QUESTIONS).entrySet()) {
                measure(served, question.getKey(), question.getValue(), "");
            }
            // Each time as if a run had just ended: what is kept until the ledger changes is found out anew.
            measure(served, "status after a change", "/api/status", "changed");
        }
    }

    private static void measure(Served served, String name, String path, String change) throws Exception {
        var took = new ArrayList<Duration>();
        var size = 0;
        for (var call = 0; call < WARM_UP + CALLS; call++) {
            if (!change.isEmpty()) {
                served.db.update(
                        io.windowreload.db.TestSql.of(
                                "update admin.reload_runs set dismissed_at = clock_timestamp() where run_id = 20"),
                        java.util.Map.of());
            }
            var begin = System.nanoTime();
            var answer = served.get(served.at(path));
            if (call >= WARM_UP) {
                took.add(Duration.ofNanos(System.nanoTime() - begin));
            }
            size = answer.body().length();
        }
        took.sort(null);
        System.out.printf(
                "  %-24s %7.1f ms   p95 %7.1f ms   %8d bytes%n",
                name, millis(took.get(CALLS / 2)), millis(took.get(CALLS * 95 / 100)), size);
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
