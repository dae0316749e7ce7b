package io.windowreload.observe;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long page and API take to answer over a large ledger. Not a test: {@code mvn -Pbench -Dtest=PageBench test} runs it, with
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
            System.out.printf("  %-26s %7.1f ms%n", "first status of all", millis(ask(served, "/api/status")));
            for (var question : new TreeMap<>(LargeLedger.QUESTIONS).entrySet()) {
                measure(served, question.getKey(), question.getValue(), () -> {});
            }
            // What is kept until the ledger changes is found out anew each time.
            measure(served, "status after a dismissal", "/api/status", () -> LargeLedger.dismiss(served));
            measure(served, "status after a run's end", "/api/status", () -> LargeLedger.end(served, TABLES));
        }
    }

    private static void measure(Served served, String name, String path, Runnable change) throws Exception {
        var took = new ArrayList<Duration>();
        for (var call = 0; call < WARM_UP + CALLS; call++) {
            change.run();
            var once = ask(served, path);
            if (call >= WARM_UP) {
                took.add(once);
            }
        }
        took.sort(null);
        System.out.printf(
                "  %-26s %7.1f ms   p95 %7.1f ms   %8d bytes%n",
                name,
                millis(took.get(CALLS / 2)),
                millis(took.get(CALLS * 95 / 100)),
                served.get(served.at(path)).body().length());
    }

    private static Duration ask(Served served, String path) throws Exception {
        var begin = System.nanoTime();
        served.get(served.at(path));
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
