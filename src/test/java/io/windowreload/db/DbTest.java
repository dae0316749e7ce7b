package io.windowreload.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.TestPostgres;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DbTest {
    private final Db db = new Db(TestPostgres.freshDatabase());

    @Test
    void named_parameters_are_bound_but_casts_strings_and_comments_are_left_alone() {
        var sql = Sql.parse("t", "select :a::int + :b as n, ':c' as text -- :d\n");

        assertThat(sql.parameters()).containsExactly("a", "b");
        assertThat(sql.text()).isEqualTo("select ?::int + ? as n, ':c' as text");
    }

    @Test
    void values_keep_their_meaning_on_the_way_in_and_out() {
        var at = Instant.parse("2025-03-30T01:30:00.123456Z");
        var wall = LocalDateTime.parse("2025-03-30T02:30:00.000001");
        var row = db.queryOne(
                        Sql.parse(
                                "t", "select :at::timestamptz as at, :wall::timestamp as wall, :list::text[] as list"),
                        Map.of("at", at, "wall", wall, "list", List.of("a", "b,c")),
                        r -> List.of(r.instant("at"), r.wallClock("wall"), r.texts("list")))
                .orElseThrow();

        assertThat(row).containsExactly(at, wall, List.of("a", "b,c"));
    }

    @Test
    void a_transaction_is_all_or_nothing() {
        db.update(Sql.parse("t", "create table production.t (id int)"), Map.of());
        var insert = Sql.parse("t", "insert into production.t values (:id::int)");

        assertThatThrownBy(() -> db.inTransaction(() -> {
                    db.update(insert, Map.of("id", 1));
                    throw new IllegalStateException("stop");
                }))
                .hasMessage("stop");

        var count = db.query(Sql.parse("t", "select count(*) as n from production.t"), Map.of(), r -> r.number("n"));
        assertThat(count).containsExactly(0L);
    }

    @Test
    void a_server_that_says_nothing_is_waited_for_where_the_statement_may_last_and_nowhere_else() {
        var hasty = new Db(TestPostgres.freshDatabase(), 500);
        var text = "select pg_sleep(1.5)::text as slept";

        assertThatThrownBy(() -> hasty.query(Sql.parse("ledger/slow", text), Map.of(), r -> r.text("slept")))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.unavailable()).isTrue());
        assertThatThrownBy(() -> hasty.inTransaction(() -> {
                    hasty.query(Sql.parse("merge/quick", "select 1 as one"), Map.of(), r -> r.number("one"));
                    return hasty.query(Sql.parse("ledger/slow", text), Map.of(), r -> r.text("slept"));
                }))
                .isInstanceOf(DbException.class);
        assertThat(hasty.query(Sql.parse("merge/slow", text), Map.of(), r -> r.text("slept")))
                .hasSize(1);
        assertThat(hasty.inTransaction(() -> {
                    hasty.query(Sql.parse("ledger/quick", "select 1 as one"), Map.of(), r -> r.number("one"));
                    return hasty.query(Sql.parse("merge/slow", text), Map.of(), r -> r.text("slept"));
                }))
                .hasSize(1);
    }

    @Test
    void an_error_of_the_machine_leaves_no_half_of_a_transaction() {
        db.update(Sql.parse("t", "create table production.half (id int)"), Map.of());

        assertThatThrownBy(() -> db.inTransaction(() -> {
                    db.update(Sql.parse("t", "insert into production.half values (1)"), Map.of());
                    throw new StackOverflowError("stop");
                }))
                .isInstanceOf(StackOverflowError.class);

        var count = db.query(Sql.parse("t", "select count(*) as n from production.half"), Map.of(), r -> r.number("n"));
        assertThat(count).containsExactly(0L);
    }

    @Test
    void a_failed_transaction_leaves_the_next_ones_their_own() {
        db.update(Sql.parse("t", "create table production.after (id int)"), Map.of());
        var insert = Sql.parse("t", "insert into production.after values (1)");
        for (var time = 0; time < 12; time++) {
            assertThatThrownBy(() -> db.inTransaction(() -> db.update(Sql.parse("t", "select 1/0"), Map.of())))
                    .isInstanceOf(DbException.class);
            db.update(insert, Map.of());
        }

        var count =
                db.query(Sql.parse("t", "select count(*) as n from production.after"), Map.of(), r -> r.number("n"));
        assertThat(count).containsExactly(12L);
    }

    @Test
    void failures_are_told_apart_by_sqlstate() {
        assertThatThrownBy(() -> db.update(Sql.parse("t", "select 1/0"), Map.of()))
                .isInstanceOfSatisfying(DbException.class, e -> {
                    assertThat(e.sqlState()).isEqualTo("22012");
                    assertThat(e.unavailable()).isFalse();
                });
    }
}
