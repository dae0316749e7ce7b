package io.windowreload.merge;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.db.DbException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Unchanged means the very same value, not one that PostgreSQL calls equal. */
class IdentityTest {
    private final MergeFixture target = new MergeFixture();

    @AfterEach
    void close() {
        target.close();
    }

    /** Type, what production has, what is staged. */
    private static final String[][] DIFFERENT = {
        {"interval", "30 days", "1 mon"},
        {"interval", "24:00:00", "1 day"},
        {"interval", "720:00:00", "30 days"},
        {"interval(0)", "00:00:01", "00:00:02"},
        {"float8", "0", "-0"},
        {"float4", "-0", "0"},
        {"numeric", "1.5", "1.50"},
        {"numeric", "100", "100.0000000000"},
        {"bpchar", "a", "a  "},
        {"jsonb", "{\"a\":1.5}", "{\"a\":1.50}"},
        {"json", "{\"a\":1}", "{ \"a\":1}"},
        {"interval[]", "{30 days}", "{1 mon}"},
        {"float8[]", "{0}", "{-0}"},
        {"numeric[]", "{1.0}", "{1}"},
        {"numrange", "[1.0,2)", "[1,2)"},
        {"production.pair", "(1,30 days)", "(1,1 mon)"},
        {"production.span", "30 days", "1 mon"},
        {"production.spans", "30 days", "1 mon"},
        {"production.amount", "1.5", "1.50"},
        {"timetz", "12:00+00", "13:00+01"},
        {"tsvector", "a:1", "a:2"},
        {"varbit", "10", "100"},
        {"xml", "<a/>", "<a></a>"},
        {"money", "1.00", "1.01"},
        {"text", "a", "a "},
        {"varchar(9)", "a", "a "},
        {"point", "(0,0)", "(-0,0)"},
        {"bytea", "\\x00", "\\x0000"},
        {"inet", "10.0.0.1/8", "10.0.0.1/9"},
    };

    private static final String[][] SAME = {
        {"timestamptz", "2025-01-01 12:00+00", "2025-01-01 13:00+01"},
        {"numeric(9,2)", "1.5", "1.50"},
        {"char(5)", "a", "a  "},
        {"float8", "NaN", "NaN"},
        {"numeric", "NaN", "NaN"},
        {"jsonb", "{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}"},
        {"interval", "1 mon 2 days 03:04:05.6", "1 mon 2 days 03:04:05.6"},
        {"interval", "720 minutes", "12:00:00"},
        {"timestamp", "infinity", "infinity"},
        {"timestamptz", "0044-03-15 12:00+00 BC", "0044-03-15 13:00+01 BC"},
        {"money", "1", "1.00"},
        {"numrange", "empty", "[1,1)"},
        {"int4range", "[1,3]", "[1,4)"},
        {"uuid", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"},
        {"production.mood", "sad", "sad"},
        {"text[]", "{a,NULL}", "{a,NULL}"},
    };

    private static final String TYPES = """
            create type production.pair as (n int, i interval);
            create domain production.span as interval;
            create domain production.spans as production.span;
            create domain production.amount as numeric;
            create type production.mood as enum ('sad', 'glad')""";

    private static String columns(String[][] values, String format) {
        return IntStream.range(0, values.length)
                .mapToObj(n -> format.formatted(n, values[n][0], values[n][1], values[n][2]))
                .collect(joining(", "));
    }

    /** A table of one column a type; the row n of production differs in column n from what is staged. */
    @Test
    void a_value_that_is_only_called_equal_is_replaced_and_then_it_is_the_same() {
        target.sql(
                TYPES,
                "create table production.items (id int primary key, changed timestamp, "
                        + columns(DIFFERENT, "v%1$d %2$s") + ")",
                "create table staging.items (like production.items)",
                "insert into production.items select r, '2025-01-02', "
                        + columns(DIFFERENT, "case r when %1$d then '%3$s'::%2$s else '%4$s'::%2$s end")
                        + " from generate_series(0, " + DIFFERENT.length + ") r");
        var first = target.armed();
        target.sql("insert into staging.items select r, '2025-01-02', " + columns(DIFFERENT, "'%4$s'::%2$s")
                + " from generate_series(0, " + DIFFERENT.length + ") r");

        target.merge(first, 1);

        assertThat(target.texts("select id from production.items p join staging.items s using (id) where p.* *<> s.*"))
                .isEmpty();
        assertThat(target.account(first, 1).updated()).isEqualTo(DIFFERENT.length);
        assertThat(target.account(first, 1).unchanged()).isEqualTo(1);

        var again = target.armed();
        target.merge(again, 1);
        assertThat(target.account(again, 1).unchanged()).isEqualTo(DIFFERENT.length + 1);
    }

    @Test
    void the_same_value_is_not_written_however_it_was_spelt() {
        target.sql(
                TYPES,
                "create table production.items (id int primary key, changed timestamp, " + columns(SAME, "v%1$d %2$s")
                        + ")",
                "create table staging.items (like production.items)",
                "insert into production.items select 1, '2025-01-02', " + columns(SAME, "'%3$s'::%2$s"));
        var run = target.armed();
        target.sql("insert into staging.items select 1, '2025-01-02', " + columns(SAME, "'%4$s'::%2$s"));

        target.merge(run, 1);

        assertThat(target.account(run, 1).unchanged()).isEqualTo(1);
    }

    @Test
    void what_cdc_has_just_written_with_other_zeros_is_no_tie() {
        target.sql(
                "create table production.items (id int primary key, n numeric, i interval, changed timestamp)",
                "create table staging.items (id int, n numeric, i interval, changed timestamp)",
                "insert into production.items select g, 1, '1 day', '2025-01-02' from generate_series(1, 3) g");
        var run = target.armed();
        target.sql("insert into staging.items select g, 1.50, '1 day', '2025-01-02' from generate_series(1, 3) g")
                .cdc(
                        "update production.items set n = 1.5 where id = 1",
                        "update production.items set n = 1.5, i = '24:00:00' where id = 2");

        target.merge(run, 1);

        assertThat(target.account(run, 1).unchanged()).isEqualTo(1);
        assertThat(target.account(run, 1).tie()).isEqualTo(1);
        assertThat(target.account(run, 1).updated()).isEqualTo(1);
    }

    @Test
    void a_column_that_no_update_can_set_stops_the_run_before_it_writes() {
        target.sql(
                "create table production.items (id int primary key, seq int generated always as identity, v text, changed timestamp)",
                "create table staging.items (id int, seq int, v text, changed timestamp)",
                "insert into production.items (id, v, changed) values (1, 'old', '2025-01-02')");
        var run = target.armed();
        target.sql("insert into staging.items values (1, 1000, 'new', '2025-01-02')");

        assertThatThrownBy(() -> target.merge(run, 1))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR002"));
        assertThat(target.texts("select v from production.items")).containsExactly("old");

        target.sql("alter table production.items alter seq set generated by default");
        target.merge(run, 1);
        assertThat(target.texts("select seq from production.items")).containsExactly("1000");
    }
}
