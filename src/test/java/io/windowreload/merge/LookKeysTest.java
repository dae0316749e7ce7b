package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a look asks for keys, and when it may take the absence of one as proof. */
class LookKeysTest {
    private static final String UUIDS = "id in (md5('1')::uuid, md5('2')::uuid)";
    private static final String ALL = "select * from production.t where not (%s)";

    private final MergeFixture target = new MergeFixture();
    private final Looks looks = new Looks(target);

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void a_key_that_the_source_spells_with_leading_zeros_is_not_gone() {
        var run =
                merged("int", "select g, 'v', '2025-01-02'::timestamp from generate_series(1, 200) g", "id in (7, 8)");

        // '7' does not find '007'; '150' is found.
        var look = looked(run, "length(id::text) < 3");

        assertThat(looks.outcomes(look))
                .containsExactly("{\"id\": 7} inserted unproven", "{\"id\": 8} inserted unproven");
        assertThat(target.number("select count(*) from production.t")).isEqualTo(200);
        assertThat(looks.follow(look)).as("another look would be as blind").isZero();
        assertThat(looks.findings(run)).containsExactly("LOOK_BLIND partial");
        assertThat(looks.findings(look)).containsExactly("LOOK_BLIND partial");
    }

    @Test
    void a_uuid_is_asked_for_in_small_and_capital_letters_and_gone_where_others_come_back() {
        var run = merged(
                "uuid", "select md5(g::text)::uuid, 'v', '2025-01-02'::timestamp from generate_series(1, 9) g", UUIDS);

        var look = looked(run, "id = md5('2')::uuid");

        assertThat(target.texts("select low from admin.look_ranges(" + look + ", 1) where lower(low) like 'c81e728d%'"))
                .containsExactlyInAnyOrder(
                        "c81e728d-9d4c-2f63-6f06-7f89cc14862c", "C81E728D-9D4C-2F63-6F06-7F89CC14862C");
        assertThat(looks.outcomes(look))
                .containsExactly(
                        "{\"id\": \"c4ca4238-a0b9-2382-0dcc-509a6f75849b\"} inserted there",
                        "{\"id\": \"c81e728d-9d4c-2f63-6f06-7f89cc14862c\"} inserted deleted");
    }

    @Test
    void a_uuid_that_the_source_spells_in_its_own_way_is_not_gone() {
        var run = merged(
                "uuid", "select md5(g::text)::uuid, 'v', '2025-01-02'::timestamp from generate_series(1, 9) g", UUIDS);

        var look = looked(run, "true");

        assertThat(looks.outcomes(look))
                .containsExactly(
                        "{\"id\": \"c4ca4238-a0b9-2382-0dcc-509a6f75849b\"} inserted unproven",
                        "{\"id\": \"c81e728d-9d4c-2f63-6f06-7f89cc14862c\"} inserted unproven");
        assertThat(looks.follow(look)).isZero();
        assertThat(looks.findings(run)).containsExactly("LOOK_BLIND partial");
    }

    @Test
    void where_shorter_keys_come_back_longer_ones_are_not_padded_either() {
        var run = merged("int", "select g, 'v', '2025-01-02'::timestamp from generate_series(1, 12) g", "id >= 10");

        var look = looked(run, "id = 12");

        assertThat(looks.outcomes(look))
                .containsExactly(
                        "{\"id\": 10} inserted there", "{\"id\": 11} inserted there", "{\"id\": 12} inserted deleted");
    }

    @Test
    void a_key_of_three_digits_is_gone_although_shorter_ones_are_padded() {
        var run = merged("int", "select g, 'v', '2025-01-02'::timestamp from generate_series(1, 200) g", "id = 150");

        var look = looked(run, "length(id::text) < 3 or id = 150");

        assertThat(looks.outcomes(look)).containsExactly("{\"id\": 150} inserted deleted");
    }

    @Test
    void a_control_key_that_is_missing_outweighs_one_that_came_back() {
        var run = merged("int", "select g, 'v', '2025-01-02'::timestamp from generate_series(1, 5) g", "id = 3");
        var look = looks.begin(run);
        var control = target.number(
                "select min((key ->> 'id')::int) from admin.reload_look_keys where control and run_id = " + look);
        looks.load(look, "t", ALL.formatted("id in (3, " + control + ")"));
        target.merge(look, 1);

        looks.settle(run, look, Looks.APPLY);

        assertThat(looks.outcomes(look)).containsExactly("{\"id\": 3} inserted unproven");
    }

    @Test
    void a_control_key_that_cdc_has_deleted_meanwhile_says_nothing() {
        var run = merged("int", "select g, 'v', '2025-01-02'::timestamp from generate_series(1, 5) g", "id = 3");
        var look = looks.begin(run);
        var control = target.number(
                "select min((key ->> 'id')::int) from admin.reload_look_keys where control and run_id = " + look);
        looks.load(look, "t", ALL.formatted("id in (3, " + control + ")"));
        target.cdc("delete from production.t where id = " + control);
        target.merge(look, 1);

        looks.settle(run, look, Looks.APPLY);

        assertThat(looks.outcomes(look)).containsExactly("{\"id\": 3} inserted deleted");
    }

    @Test
    void where_the_run_has_written_every_row_those_are_the_control_keys() {
        everyRow("insert into production.t select g, 'old', '2025-01-01' from generate_series(1, 5) g", 0);
    }

    @Test
    void where_the_run_has_inserted_every_row_those_that_came_back_are_the_control_keys() {
        everyRow("insert into production.t values (9, 'old', '2025-01-01')", 5);
    }

    /** Production has row 9, which the source has no more, and nothing that is right. */
    private void everyRow(String before, long inserted) {
        target.sql(
                "create table production.t (id int primary key, v text, changed timestamp)",
                "create table staging.t (like production.t)",
                before,
                "insert into production.t values (9, 'old', '2025-01-02') on conflict (id) do update set changed = '2025-01-02'");
        var run = armed();
        target.sql("insert into staging.t select g, 'new', '2025-01-02' from generate_series(1, 5) g");
        target.merge(run, 1);
        assertThat(target.account(run, 1).inserted()).isEqualTo(inserted);
        var look = looks.begin(run);
        looks.load(look, "t", "select * from production.t where id < 9");
        target.merge(look, 1);
        looks.settle(run, look, Looks.APPLY);
        assertThat(looks.outcomes(look)).contains("{\"id\": 9} delete_candidate deleted");

        var next = looks.follow(look);
        looks.load(next, "t", "select * from production.t where id < 9");
        target.merge(next, 1);
        looks.settle(run, next, Looks.APPLY);

        assertThat(looks.follow(next)).isZero();
        assertThat(looks.findings(run)).isEmpty();
        assertThat(target.number("select count(*) from production.t")).isEqualTo(5);
    }

    @Test
    void a_look_that_loads_no_row_at_all_concludes_nothing() {
        for (var type : List.of("int", "text", "numeric")) {
            var run = merged(
                    type, "select g, 'v', '2025-01-02'::timestamp from generate_series(1, 5) g", "id::text = '3'");

            var look = looked(run, "true");

            assertThat(target.number("select count(*) from production.t"))
                    .as(type)
                    .isEqualTo(5);
            assertThat(looks.outcomes(look)).as(type).hasSize(1).allMatch(key -> key.endsWith("inserted unproven"));
            target.sql("drop table production.t, staging.t");
        }
    }

    @Test
    void decimals_char_and_texts_that_ignore_case_have_no_one_spelling() {
        target.sql(
                "create collation production.folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        for (var type : List.of("numeric(9,2)", "char(8)", "text collate production.folded")) {
            var run = merged(
                    type,
                    "select g, 'v', '2025-01-02'::timestamp from generate_series(1, 5) g",
                    "trim(id::text) in ('3', '3.00')");

            var look = looked(run, "trim(id::text) in ('3', '3.00')");

            assertThat(looks.outcomes(look)).as(type).hasSize(1).allMatch(key -> key.endsWith("inserted unproven"));
            assertThat(target.number("select count(*) from production.t"))
                    .as(type)
                    .isEqualTo(5);
            target.sql("drop table production.t, staging.t");
        }
    }

    @Test
    void texts_are_proven_by_texts_of_their_kind() {
        var run = merged(
                "text",
                "select x, 'v', '2025-01-02'::timestamp from unnest(array['AB-1', 'AB-2', 'longer text', '0012', '34']) x",
                "id in ('AB-2', '34')");

        var look = looked(run, "id in ('AB-2', '34')");

        assertThat(looks.outcomes(look))
                .containsExactly("{\"id\": \"34\"} inserted unproven", "{\"id\": \"AB-2\"} inserted deleted");
    }

    @Test
    void keys_that_no_filter_can_name_are_left_open() {
        target.sql(
                "create table production.t (id text primary key, v text, changed timestamp); create table staging.t (like production.t)");
        var run = armed();
        target.sql(
                "insert into staging.t select x, 'v', '2025-01-02' from unnest(array['plain', 'O''Hara', E'a\\tb', '']) x");
        target.merge(run, 1);

        var look = looks.begin(run);

        assertThat(looks.outcomes(look)).containsExactly("{\"id\": \"plain\"} inserted null");
        assertThat(target.number("select unread from admin.reload_run_tables where run_id = " + run))
                .isEqualTo(3);
        assertThat(looks.findings(run)).containsExactly("LEFT_OPEN partial");
    }

    @Test
    void whole_numbers_that_follow_each_other_are_asked_for_by_range() {
        var run = merged(
                "numeric",
                "select g, 'v', '2025-01-02'::timestamp from unnest(array[1, 3, 4, 9, 10, -5, -4, 2.5]) g union all"
                        + " select g, 'v', '2025-01-02' from generate_series(5000, 9000) g",
                "true");
        var look = looks.begin(run);

        assertThat(target.texts("select concat_ws(' ', name, low, high) from admin.look_ranges(" + look + ", 1)"))
                .containsExactlyInAnyOrder(
                        "id 1 1", "id 3 4", "id 9 9", "id 10 10", "id 5000 9000", "id -5 -5", "id -4 -4", "id 2.5 2.5");
        looks.load(
                look,
                "t",
                "select * from production.t union all select 3.5, 'in a range', '2025-01-02' union all select 2, 'x', '2025-01-02'");
        assertThat(target.texts("select staged || ' ' || outside from admin.look_count(" + look + ", 1)"))
                .containsExactly("4011 1");
        target.merge(look, 1);
        assertThat(target.number("select count(*) from production.t"))
                .as("what nobody asked for is left alone")
                .isEqualTo(4_009);
    }

    @Test
    void padded_keys_are_asked_for_in_both_spellings() {
        var run = merged("char(4)", "select 'ab', 'v', '2025-01-02'::timestamp", "true");
        var look = looks.begin(run);

        assertThat(target.texts("select '<' || low || '>' from admin.look_ranges(" + look + ", 1)"))
                .containsExactlyInAnyOrder("<ab>", "<ab  >");
    }

    /** A table of which the run has found these rows missing and inserted them, and the others in place. */
    private long merged(String type, String rows, String missing) {
        target.sql(
                "create table production.t (id " + type + " primary key, v text, changed timestamp)",
                "create table staging.t (like production.t)",
                "insert into production.t " + rows,
                "delete from production.t where " + missing);
        var run = armed();
        target.sql("insert into staging.t " + rows);
        target.merge(run, 1);
        return run;
    }

    /** The first look at a run, settled; all comes back but what is lost. */
    private long looked(long run, String lost) {
        var look = looks.begin(run);
        looks.load(
                look,
                "t",
                ALL.formatted(lost) + " and exists (select from admin.reload_look_keys k where k.asked and k.run_id = "
                        + look + " and k.key ->> 'id' = id::text)");
        target.merge(look, 1);
        looks.settle(run, look, Looks.REPORT);
        return look;
    }

    private long armed() {
        var run = target.open("{}", "t");
        target.arm(run);
        return run;
    }
}
