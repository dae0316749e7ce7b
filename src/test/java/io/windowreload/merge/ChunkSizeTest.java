package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many rows a chunk takes. */
class ChunkSizeTest {
    private final MergeFixture target = MergeFixture.withTable("id int, v text, changed timestamp");

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void without_a_brake_a_chunk_takes_as_many_rows_as_it_may() {
        var run = planned(300);

        target.apply(run, 1, 1000);

        assertThat(target.texts("select first_n || '-' || last_n from admin.merge_chunks"))
                .containsExactly("1-300");
    }

    @Test
    void with_a_brake_a_chunk_takes_no_more_than_a_second_may_bring() {
        var run = planned(300);
        target.sql("update admin.reload_runs set rows_per_second = 200 where run_id = " + run);

        target.apply(run, 1, 1000);

        assertThat(target.texts("select first_n || '-' || last_n from admin.merge_chunks order by chunk"))
                .containsExactly("1-200", "201-300");
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 10 ms, 5000, 2000",
        "1000, 20 ms, 1500, 1500",
        "1000, 70 ms, 5000, 1000",
        "1000, 2 s, 5000, 500",
        "1, 2 s, 5000, 1"
    })
    void a_chunk_grows_while_it_is_short_and_shrinks_only_where_it_is_long(int rows, String took, int most, int next) {
        assertThat(target.number("select admin.next_chunk(" + rows + ", interval '" + took + "', " + most + ")"))
                .isEqualTo(next);
    }

    private long planned(int rows) {
        var run = target.armed();
        target.sql("insert into staging.items select g, 'v' || g, timestamp '2025-01-02' from generate_series(1, "
                + rows + ") g");
        target.plan(run, 1);
        return run;
    }
}
