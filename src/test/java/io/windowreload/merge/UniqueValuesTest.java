package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Values that may be there once beside the key go from row to row, or two rows swap theirs: the source's order of things is not ours. */
class UniqueValuesTest {
    private final MergeFixture target = MergeFixture.withTable("id int, slot text, v text, changed timestamp")
            .sql(
                    "alter table production.items add constraint one_slot unique (slot)",
                    "insert into production.items select g, 's' || g, 'old', '2025-01-01' from generate_series(1, 20) g");

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void a_value_that_a_row_with_a_higher_key_holds_moves() {
        assertThat(slots(staged("case id when 5 then 's6' when 6 then 'free' else slot end")))
                .startsWith("s1", "s2", "s3", "s4", "s6", "free", "s7");
    }

    @Test
    void two_rows_swap_their_values() {
        assertThat(slots(staged("case id when 5 then 's6' when 6 then 's5' else slot end")))
                .startsWith("s1", "s2", "s3", "s4", "s6", "s5", "s7");
    }

    @Test
    void two_rows_swap_their_values_though_neither_may_be_null() {
        target.sql("alter table production.items alter slot set not null");

        assertThat(slots(staged("case id when 5 then 's6' when 6 then 's5' else slot end")))
                .startsWith("s1", "s2", "s3", "s4", "s6", "s5", "s7");
    }

    @Test
    void all_rows_hand_their_value_on_in_a_circle() {
        assertThat(slots(staged("'s' || (id % 20 + 1)")))
                .startsWith("s2", "s3", "s4")
                .endsWith("s20", "s1");
    }

    @Test
    void all_rows_hand_their_value_on_from_a_free_one() {
        assertThat(slots(staged("'s' || (id + 1)")))
                .startsWith("s2", "s3", "s4")
                .endsWith("s20", "s21");
    }

    @Test
    void a_new_row_takes_the_value_of_one_that_takes_another() {
        target.sql("delete from production.items where id = 3");

        assertThat(slots(staged("case id when 3 then 's9' when 9 then 's3' else 's' || id end")))
                .startsWith("s1", "s2", "s9")
                .contains("s3");
    }

    @Test
    void what_refers_to_a_row_stays_when_it_swaps_its_value() {
        target.sql(
                "create table production.children (id int primary key, item int not null references production.items on delete cascade)",
                "insert into production.children values (1, 5), (2, 6)",
                "alter table production.items alter slot set not null");

        slots(staged("case id when 5 then 's6' when 6 then 's5' else slot end"));

        assertThat(target.texts("select item from production.children order by id"))
                .containsExactly("5", "6");
        assertThat(target.texts("select id from admin.fence_1_1")).isEmpty();
    }

    @Test
    void a_swap_is_taken_back() {
        var run = staged("case id when 5 then 's6' when 6 then 's5' when 7 then 's8' when 8 then 'free' else slot end");

        var undo = target.undo(run);

        assertThat(target.texts("select slot from production.items where id between 5 and 8 order by id"))
                .containsExactly("s5", "s6", "s7", "s8");
        assertThat(target.account(undo, 1).updated()).isEqualTo(20);
        assertThat(target.account(undo, 1).skipped()).isZero();
    }

    @Test
    void a_circle_in_one_chunk_is_taken_back() {
        var run = staged("'s' || (id % 20 + 1)");

        target.undo(run);

        assertThat(target.texts("select count(*) from production.items where slot = 's' || id and v = 'old'"))
                .containsExactly("20");
    }

    @Test
    void constraints_that_can_be_deferred_need_no_value_set_aside() {
        target.sql(
                "alter table production.items drop constraint one_slot, add constraint one_slot unique (slot) deferrable");

        assertThat(slots(staged("case id when 5 then 's6' when 6 then 's5' else slot end")))
                .startsWith("s1", "s2", "s3", "s4", "s6", "s5", "s7");
    }

    @Test
    void what_an_expression_keeps_apart_moves() {
        target.sql(
                "alter table production.items drop constraint one_slot",
                "create unique index one_lower on production.items (lower(slot)) where v <> 'gone'");

        assertThat(slots(staged("case id when 5 then 'S6' when 6 then 'S5' else slot end")))
                .startsWith("s1", "s2", "s3", "s4", "S6", "S5", "s7");
    }

    @Test
    void rows_that_exclude_each_other_swap() {
        target.sql(
                "create extension if not exists btree_gist",
                "drop table production.items, staging.items",
                "create table production.items (id int primary key, room int not null, during int4range not null, v text, changed timestamp,"
                        + " constraint one_at_a_time exclude using gist (room with =, during with &&))",
                "create table staging.items (id int, room int, during int4range, v text, changed timestamp)",
                "insert into production.items select g, g % 2, int4range(10 * g, 10 * g + 5), 'old', '2025-01-01' from generate_series(1, 20) g");
        var run = target.armed();
        target.sql(
                "insert into staging.items select id, room, case id when 5 then '[70,72)' when 7 then '[51,56)' else during end, 'new',"
                        + " '2025-01-02' from production.items");

        target.merge(run, 1);

        assertThat(target.texts("select during from production.items where id in (5, 7) order by id"))
                .containsExactly("[70,72)", "[51,56)");
        assertThat(target.account(run, 1).updated()).isEqualTo(20);
    }

    @Test
    void numbers_that_must_be_positive_swap() {
        target.sql(
                "drop table production.items, staging.items",
                "create table production.items (id int primary key, place int not null unique check (place > 0), changed timestamp)",
                "create table staging.items (id int, place int, changed timestamp)",
                "insert into production.items select g, g, '2025-01-01' from generate_series(1, 20) g");
        var run = target.armed();
        target.sql("insert into staging.items select g, 21 - g, '2025-01-02' from generate_series(1, 20) g");

        target.merge(run, 1);

        assertThat(target.number("select count(*) from production.items where place = 21 - id"))
                .isEqualTo(20);
    }

    @Test
    void what_has_no_value_to_set_aside_is_left_and_named_and_the_rest_is_merged() {
        target.sql(
                "alter table production.items drop constraint one_slot, add constraint known check (slot ~ '^s[0-9]+$'),"
                        + " alter slot set not null, add constraint one_slot unique (slot)");

        var run = staged("case id when 5 then 's6' when 6 then 's5' else slot end");

        assertThat(target.account(run, 1).updated()).isEqualTo(18);
        assertThat(target.account(run, 1).uniqueConflict()).isEqualTo(2);
        assertThat(named())
                .containsExactly(
                        "{\"id\": 5} one_slot, held by {\"id\": 6}", "{\"id\": 6} one_slot, held by {\"id\": 5}");
    }

    @Test
    void a_value_that_a_row_unknown_to_the_source_holds_keeps_back_only_who_wants_it() {
        target.sql("insert into production.items values (99, 'taken', 'old', '2025-01-01')");

        var run = staged(
                "case id when 5 then 'taken' when 6 then 's5' when 7 then 's8' when 8 then 's7' else slot end",
                "id <> 99");

        assertThat(target.account(run, 1).updated()).isEqualTo(18);
        assertThat(named())
                .containsExactly(
                        "{\"id\": 5} one_slot, held by {\"id\": 99}", "{\"id\": 6} one_slot, held by {\"id\": 5}");
        assertThat(target.texts("select code || severity || detail from admin.reload_findings"))
                .containsExactly("ROWS_REJECTEDpartial2 rows were not written: unique_conflict one_slot");
        assertThat(target.texts("select reason from admin.look_again(" + run + ", 1)"))
                .contains("unique_conflict", "unique_conflict");
    }

    @Test
    void of_two_staged_rows_with_one_value_one_is_left() {
        var run = staged("case when id in (5, 6) then 'both' else slot end");

        assertThat(target.account(run, 1).updated()).isEqualTo(19);
        assertThat(named()).containsExactly("{\"id\": 6} one_slot, held by {\"id\": 5}");
    }

    @Test
    void in_a_partition_of_its_own_index_a_value_moves() {
        target.sql(
                "drop table production.items, staging.items",
                "create table production.items (id int primary key, slot text, changed timestamp) partition by range (id)",
                "create table production.low partition of production.items for values from (0) to (10)",
                "create table production.high partition of production.items for values from (10) to (100)",
                "create unique index one_low on production.low (slot)",
                "create table staging.items (id int, slot text, changed timestamp)",
                "insert into production.items select g, 's' || g % 10, '2025-01-01' from generate_series(1, 20) g");
        var run = target.armed();
        target.sql(
                "insert into staging.items select id, case id when 5 then 's6' when 6 then 's5' else 's1' || id end, '2025-01-02' from production.items");

        target.merge(run, 1);

        assertThat(target.texts("select slot from production.items where id in (5, 6) order by id"))
                .containsExactly("s6", "s5");
        assertThat(target.account(run, 1).updated()).isEqualTo(20);
    }

    @Test
    void a_long_chain_is_merged_in_a_few_steps() {
        target.sql(
                "truncate production.items",
                "insert into production.items select g, 's' || g, 'old', '2025-01-01' from generate_series(1, 3000) g");
        var run = target.armed();
        target.sql("insert into staging.items select id, 's' || (id + 1), 'new', '2025-01-02' from production.items");
        target.plan(run, 1);

        target.apply(run, 1, 1000);

        assertThat(target.account(run, 1).updated()).isEqualTo(3000);
        assertThat(target.number("select count(*) from admin.merge_chunks where lane = 0"))
                .isLessThan(50);
    }

    private List<String> named() {
        return target.texts("select concat_ws(' ', key, detail) from admin.reload_skipped_rows"
                + " where reason = 'unique_conflict' order by (key ->> 'id')::int");
    }

    /** The slots in the order of the keys, all of them as they were staged. */
    private List<String> slots(long run) {
        assertThat(target.account(run, 1).skipped()).isZero();
        assertThat(target.texts("select id from staging.items except select id from production.items where v = 'new'"))
                .isEmpty();
        assertThat(target.texts("select slot from staging.items order by id"))
                .isEqualTo(target.texts("select slot from production.items order by id"));
        return target.texts("select slot from production.items order by id");
    }

    private long staged(String slot) {
        return staged(slot, "true");
    }

    /** Rows 1 to 20 newer at the source, with another slot; merged in small chunks. */
    private long staged(String slot, String which) {
        var run = target.armed();
        target.sql("insert into staging.items select id, " + slot + ", 'new', '2025-01-02' from"
                + " (select g as id, 's' || g as slot from generate_series(1, 20) g) g where " + which);
        target.merge(run, 1);
        var account = target.account(run, 1);
        assertThat(account.balanced()).as(account.toString()).isTrue();
        return run;
    }
}
