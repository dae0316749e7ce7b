package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that production computes, or that keep others at a distance, go from row to row like any other; and back. */
class MovedValuesTest {
    private final MergeFixture target = new MergeFixture();

    @AfterEach
    void close() {
        target.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "slot text, made text generated always as (lower(slot)) stored unique",
                "slot text not null, made text generated always as (lower(slot)) stored, unique (made)",
                "slot text, made text generated always as (lower(slot)) stored, unique (made, id), exclude (made with =)"
            })
    void a_value_that_production_generates_goes_on_in_a_circle(String columns) {
        target.sql(
                "create table production.items (id int primary key, " + columns + ", changed timestamp)",
                "create table staging.items (id int, slot text, changed timestamp)",
                "insert into production.items (id, slot, changed) select g, 's' || g, '2025-01-01' from generate_series(1, 20) g");
        var run = target.armed();
        target.sql(
                "insert into staging.items select g, 'S' || (g % 20 + 1), '2025-01-02' from generate_series(1, 20) g");

        target.merge(run, 1);

        assertThat(target.account(run, 1).updated()).isEqualTo(20);
        assertThat(target.number("select count(*) from production.items where slot = 'S' || (id % 20 + 1)"))
                .isEqualTo(20);

        target.undo(run);

        assertThat(target.number("select count(*) from production.items where slot = 's' || id"))
                .isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"int", "int not null", "bigint not null", "numeric(12,2) not null"})
    void ranges_made_of_a_number_are_moved_on_and_back(String type) {
        target.sql(
                "create table production.items (id int primary key, start " + type + ", changed timestamp,"
                        + " exclude using gist (numrange(start::numeric, start::numeric + 10) with &&))",
                "create table staging.items (id int, start " + type + ", changed timestamp)",
                "insert into production.items select g, 10 * g, '2025-01-01' from generate_series(1, 20) g");
        var run = target.armed();
        target.sql("insert into staging.items select g, 10 * g + 10, '2025-01-02' from generate_series(1, 20) g");

        target.merge(run, 1);

        assertThat(target.number("select count(*) from production.items where start = 10 * id + 10"))
                .isEqualTo(20);

        var undo = target.undo(run);

        assertThat(target.account(undo, 1).skipped()).isZero();
        assertThat(target.number("select count(*) from production.items where start = 10 * id"))
                .isEqualTo(20);
    }

    @Test
    void times_that_keep_others_at_a_distance_swap() {
        target.sql(
                "create table production.items (id int primary key, start timestamp not null, changed timestamp,"
                        + " exclude using gist (tsrange(start, start + interval '1 h') with &&))",
                "create table staging.items (id int, start timestamp, changed timestamp)",
                "insert into production.items select g, timestamp '2025-03-01' + g * interval '1 h', '2025-01-01' from generate_series(1, 20) g");
        var run = target.armed();
        target.sql(
                "insert into staging.items select g, timestamp '2025-03-01' + (21 - g) * interval '1 h', '2025-01-02' from generate_series(1, 20) g");

        target.merge(run, 1);

        assertThat(target.account(run, 1).updated()).isEqualTo(20);

        target.undo(run);

        assertThat(
                        target.number(
                                "select count(*) from production.items where start = timestamp '2025-03-01' + id * interval '1 h'"))
                .isEqualTo(20);
    }
}
