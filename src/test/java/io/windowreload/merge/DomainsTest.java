package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A domain is what its values are, however many domains it is made of; staging may be somebody's, with other types. */
class DomainsTest {
    private final MergeFixture target = new MergeFixture();

    @AfterEach
    void close() {
        target.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "numeric(10,2) | numeric | 1.5",
                "numeric(10,2) | numeric | 1.505",
                "numeric(10,2) | double precision | 1.25",
                "char(5) | varchar(5) | ab",
                "varchar(5) | text | ab",
                "timestamp(0) | timestamp | 2025-01-01 00:00:00.7",
                "interval(0) | interval | 1 day 0.7 s",
                "bit(4) | varchar(4) | 1010",
                "numeric(10,2)[] | numeric[] | {1.5,1.505}",
                "timestamp(0)[] | timestamp[] | {2025-01-01 00:00:00.7}",
                "varchar(5)[] | text[] | {ab}",
                "int4range | text | [1,5)",
            })
    void what_production_holds_as_a_domain_of_a_domain_is_the_same_at_the_second_run(
            String type, String staged, String value) {
        target.sql(
                "create domain production.inner_one as " + type,
                "create domain production.outer_one as production.inner_one",
                "create table production.items (id int primary key, plain " + type
                        + ", v production.inner_one, w production.outer_one, changed timestamp)",
                "create table staging.items (id int, plain " + staged + ", v " + staged + ", w " + staged
                        + ", changed timestamp)");
        var rows = "insert into staging.items select 1, x.v, x.v, x.v, '2025-01-02' from (select '" + value + "'::"
                + staged + " as v) x";
        var run = target.armed();
        target.sql(rows);
        target.merge(run, 1);
        assertThat(target.account(run, 1).inserted()).isEqualTo(1);
        target.disarm(run);

        var again = target.armed();
        target.merge(again, 1);

        assertThat(target.account(again, 1).unchanged()).isEqualTo(1);
    }

    @Test
    void a_look_can_ask_for_a_key_that_is_a_domain_of_a_domain() {
        target.sql(
                "create domain production.inner_one as integer",
                "create domain production.outer_one as production.inner_one not null",
                "create table production.items (id production.outer_one primary key, changed timestamp)",
                "create table staging.items (id integer, changed timestamp)");
        var run = target.armed();
        target.sql("insert into staging.items values (1, '2025-01-02')");
        target.merge(run, 1);
        var looks = new Looks(target);

        assertThat(looks.outcomes(looks.begin(run))).containsExactly("{\"id\": 1} inserted null");
        assertThat(looks.findings(run)).isEmpty();
    }

    @Test
    void values_of_a_domain_go_from_row_to_row_although_a_domain_below_takes_no_null() {
        target.sql(
                "create domain production.inner_one as integer not null",
                "create domain production.outer_one as production.inner_one",
                "create table production.items (id int primary key, place production.outer_one unique, changed timestamp)",
                "create table staging.items (id int, place integer, changed timestamp)",
                "insert into production.items values (1, 10, '2025-01-01'), (2, 20, '2025-01-01')");
        var run = target.armed();
        target.sql("insert into staging.items values (1, 20, '2025-01-02'), (2, 10, '2025-01-02')");

        target.merge(run, 1);

        assertThat(target.texts("select id || ' ' || place from production.items order by id"))
                .containsExactly("1 20", "2 10");
    }
}
