package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that change while a run goes on, on tables of odd shapes, and told by exceptions of odd shapes. */
class ChangedKeysShapesTest {
    private final MergeFixture target = new MergeFixture();
    private final Looks looks = new Looks(target);

    @AfterEach
    void close() {
        target.close();
    }

    private void exceptions(String columns) {
        target.sql("create table public.awsdms_apply_exceptions (" + columns + ")");
    }

    private long ran(String staged) {
        var run = target.armed();
        target.sql("insert into staging.items values " + staged);
        target.merge(run, 1);
        return run;
    }

    @Test
    void columns_beside_the_key_that_take_no_null_do_not_hide_a_new_key() {
        exceptions("\"TABLE_OWNER\" text, \"TABLE_NAME\" text, \"STATEMENT\" text, \"ERROR\" text");
        target.sql(
                "create domain production.filled as text not null",
                "create domain production.number as integer not null",
                "create table production.items (id production.number primary key, v production.filled, changed timestamp)",
                "create table staging.items (id integer, v text, changed timestamp)",
                "insert into public.awsdms_apply_exceptions values"
                        + " ('PRODUCTION', 'ITEMS', 'update production.items set id = 11 where id = 1', '0 rows')");
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'v', '2025-01-02')");
        target.sql("insert into public.awsdms_apply_exceptions values"
                + " ('PRODUCTION', 'ITEMS', 'update production.items set id = 12 where id = 1', '0 rows'),"
                + " ('PRODUCTION', 'ITEMS', 'update production.items set id = ''x'' where id = 1', '0 rows')");
        target.merge(run, 1);

        assertThat(looks.outcomes(looks.begin(run)))
                .as("what is older than the run is none of its affairs, and no number is no key")
                .containsExactly("{\"id\": 1} inserted null", "{\"id\": 12} renamed null");
    }

    @Test
    void a_row_that_moves_to_another_partition_has_a_new_key() {
        a_new_key_that_moves_the_row_to_another_partition_is_known(
                "region = 'B', id = 11", "{\"id\": 11, \"region\": \"B\"}");
    }

    /** To triggers that fire after it, such an update is a delete and an insert. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "region = 'B' | {\"id\": 1, \"region\": \"B\"}",
                "region = 'B', id = 11 | {\"id\": 11, \"region\": \"B\"}",
                "region = 'C2' | {\"id\": 1, \"region\": \"C2\"}",
                "id = 11 | {\"id\": 11, \"region\": \"A\"}",
            })
    void a_new_key_that_moves_the_row_to_another_partition_is_known(String change, String key) {
        target.sql(
                "create table production.items (id int, region text, v text, changed timestamp, primary key (id, region)) partition by list (region)",
                "create table production.items_a partition of production.items for values in ('A')",
                "create table production.items_b partition of production.items for values in ('B')",
                "create table production.items_c partition of production.items for values in ('C1', 'C2') partition by list (region)",
                "create table production.items_c2 partition of production.items_c for values in ('C2')",
                "create table staging.items (id int, region text, v text, changed timestamp)",
                "insert into admin.declared_keys values ('production', 'items', array['id', 'region'])",
                "insert into production.items values (1, 'A', 'drifted', '2025-01-01')");
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'A', 'right', '2025-01-02')");
        target.cdc("update production.items set " + change + " where id = 1");
        target.merge(run, 1);

        assertThat(target.number("select count(*) from production.items where " + change.replace(",", " and")))
                .as("CDC's change went through")
                .isEqualTo(1);
        var look = looks.begin(run);
        assertThat(looks.outcomes(look)).contains(key + " key_reused null");
        looks.load(look, "items", "select p.id, p.region, 'right', '2025-01-02'::timestamp from production.items p");
        target.merge(look, 1);
        assertThat(target.texts("select v from production.items")).containsExactly("right");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "varchar(32700)", "xml", "char(200)", "name"})
    void a_statement_of_any_type_is_read(String type) {
        exceptions("\"TABLE_OWNER\" char(40), \"TABLE_NAME\" name, \"STATEMENT\" " + type + ", \"ERROR\" xml");
        items();
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'v', '2025-01-02')");
        target.sql("insert into public.awsdms_apply_exceptions values"
                + " ('production', 'items', 'update items set id = 11 where id = 1', '0 rows')");
        target.merge(run, 1);

        assertThat(looks.outcomes(looks.begin(run)))
                .containsExactly("{\"id\": 1} inserted null", "{\"id\": 11} renamed null");
        assertThat(target.number("select admin.note_refusals(" + run + ")")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"TABLE_OWNER\" text, \"TABLE_NAME\" text, \"ERROR\" text",
                "\"TABLE_OWNER\" text, \"TABLE_NAME\" text, \"STATEMENT\" bytea, \"ERROR\" bytea",
                "table_owner text, table_name text, statement text, error text",
                "\"TABLE_OWNER\" bigint, \"TABLE_NAME\" bigint, \"STATEMENT\" bigint, \"ERROR\" bigint",
            })
    void exceptions_that_nobody_can_read_fail_no_run(String columns) {
        exceptions(columns);
        items();

        var run = ran("(1, 'v', '2025-01-02')");

        assertThat(looks.outcomes(looks.begin(run))).containsExactly("{\"id\": 1} inserted null");
        assertThat(target.number("select admin.note_refusals(" + run + ")")).isZero();
    }

    /** As long as a statement that raises all keys of a table by one makes it. */
    @Test
    void a_long_chain_of_new_keys_is_followed_to_its_end() {
        exceptions("\"TABLE_OWNER\" text, \"TABLE_NAME\" text, \"STATEMENT\" text, \"ERROR\" text");
        items();
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'v', '2025-01-02')");
        target.sql("insert into public.awsdms_apply_exceptions select 'production', 'items',"
                + " format('UPDATE \"production\".\"items\" SET \"id\"=''%s'' WHERE \"id\"=''%s''', i + 1, i), '0 rows'"
                + " from generate_series(1, 2000) i");
        target.merge(run, 1);

        var look = looks.begin(run);

        assertThat(target.texts("select reason || ' ' || count(*) from admin.reload_look_keys where run_id = " + look
                        + " group by reason order by 1"))
                .containsExactly("inserted 1", "renamed 2000");
    }

    private void items() {
        target.sql(
                "create table production.items (id int primary key, v text, changed timestamp)",
                "create table staging.items (id int, v text, changed timestamp)");
    }
}
