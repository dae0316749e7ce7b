package io.windowreload.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What page and API ask of PostgreSQL does not grow with the ledger. */
class PageCostTest {
    @Test
    void a_large_ledger_costs_as_many_statements_as_a_small_one(@TempDir Path folder) throws Exception {
        try (var served = LargeLedger.serve(folder, 20)) {
            LargeLedger.fill(served, 5, 2);
            var small = statements(served);
            LargeLedger.fill(served, 150, 20);
            assertThat(statements(served))
                    .isEqualTo(small)
                    .doesNotContainValue(0L)
                    .hasSize(4);
        }
    }

    /** By question: the fewest of some tries, because the program looks at the ledger by itself now and then. */
    private static Map<String, Long> statements(Served served) throws Exception {
        var counts = new TreeMap<String, Long>();
        for (var question : LargeLedger.QUESTIONS.entrySet()) {
            for (var tries = 0; tries < 5 && !question.getKey().equals("page"); tries++) {
                var before = connections(served);
                assertThat(served.get(served.at(question.getValue())).statusCode())
                        .isEqualTo(200);
                counts.merge(question.getKey(), connections(served) - before, Math::min);
            }
        }
        return counts;
    }

    /** Connections that were taken from the pool since the start: one for each statement outside of a transaction. */
    private static long connections(Served served) throws Exception {
        return served.get(served.observed("metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith("hikaricp_connections_usage_seconds_count"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
