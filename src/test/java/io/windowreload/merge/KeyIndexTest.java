package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where there is no primary key, a unique index that lets no NULL in tells rows apart as well. */
class KeyIndexTest {
    private final MergeFixture target = new MergeFixture();

    @AfterEach
    void close() {
        target.close();
    }

    private void tables(String columns) {
        target.sql(
                "create table production.items (" + columns + ", v text, changed timestamp)",
                "create table staging.items (id int, v text, changed timestamp)");
    }

    private void declare(String key) {
        target.texts("select admin.declare_key('production', 'items', 'changed', " + key + ")::text");
    }

    private String refusal() {
        return target.texts("select admin.key_refusal('production.items', null)")
                .get(0);
    }

    @Test
    void a_table_with_a_unique_index_is_merged_beside_cdc_and_undone() {
        tables("id int not null unique");
        target.sql("insert into production.items select g, 'old', '2025-01-05' from generate_series(1, 6) g");
        declare("null");
        var run = target.armed();
        target.sql("insert into staging.items select g, 'new', '2025-01-10' from generate_series(1, 8) g");
        target.plan(run, 1);
        target.cdc(
                "delete from production.items where id = 2",
                "update production.items set v = 'cdc', changed = '2025-01-20' where id = 3",
                "insert into production.items values (8, 'cdc', '2025-01-20')");

        target.apply(run, 1, 3);
        assertThat(target.verify(run, 1)).isZero();

        assertThat(target.texts("select id || v from production.items order by id"))
                .containsExactly("1new", "3cdc", "4new", "5new", "6new", "7new", "8cdc");
        var account = target.account(run, 1);
        assertThat(account.balanced()).isTrue();
        assertThat(account.deleted()).isEqualTo(1);

        target.undo(run);

        assertThat(target.texts("select id || v from production.items order by id"))
                .containsExactly("1old", "3cdc", "4old", "5old", "6old", "8cdc");
    }

    @Test
    void an_index_that_lets_null_in_is_no_key() {
        tables("id int unique");

        assertThat(refusal()).endsWith("items_id_key lets NULL into id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create unique index i on production.items (id) | i lets NULL into id",
                "alter table production.items alter id set not null; create unique index i on production.items (id) where v <> '' | i covers only a part",
                "alter table production.items alter id set not null; create unique index i on production.items ((id + 1)) | i is made of expressions",
                "alter table production.items alter id set not null, add constraint i unique (id) deferrable | i can be deferred",
                "alter table production.items alter v set not null; create unique index i on production.items (v text_pattern_ops) | i compares v otherwise",
                "alter table production.items alter v set not null; create unique index i on production.items (v collate \"C\") | i compares v otherwise",
                "alter table production.items add i int not null generated always as (1) stored; create unique index u on production.items (i) | u holds i, which",
                "alter table production.items alter id set not null; create index i on production.items (id) | add one over columns that are NOT NULL"
            })
    void what_does_not_tell_every_row_apart_is_refused_by_name(String made, String why) {
        tables("id int");
        target.sql(made);

        assertThat(refusal()).contains("production.items has no primary key").contains(why);
        assertThatThrownBy(target::armed).hasMessageContaining(why);
    }

    @Test
    void of_several_unique_indexes_somebody_must_say_which_unless_they_are_of_the_same_columns() {
        tables("id int not null, code int not null, unique (id, code)");
        target.sql("create unique index again on production.items (code, id)");
        assertThat(refusal()).isNull();

        target.sql("create unique index on production.items (code)");
        assertThat(refusal())
                .contains("each of")
                .contains("items_code_idx (code)")
                .contains("\"key\": [");
        assertThatThrownBy(() -> declare("null")).hasMessageContaining("say which is the source's key");

        declare("array['id', 'code']");
        assertThat(target.texts("select name from admin.key_columns('production.items')"))
                .containsExactly("id", "code");
        declare("array['code']");
        assertThat(target.texts("select name from admin.key_columns('production.items')"))
                .containsExactly("code");
        assertThat(target.texts("select name from admin.unique_keys('production.items') where beside order by 1"))
                .containsExactly("again", "items_id_code_key");
    }

    @Test
    void a_unique_index_that_comes_during_a_run_does_not_change_the_key() {
        tables("id int not null unique");
        target.sql("insert into production.items values (1, 'old', '2025-01-05')");
        declare("null");
        var run = target.armed();
        target.sql(
                "insert into staging.items values (1, 'new', '2025-01-10')",
                "alter table production.items alter v set not null",
                "create unique index on production.items (v)");

        target.merge(run, 1);
        assertThat(target.texts("select v from production.items")).containsExactly("new");

        target.undo(run);
        assertThat(target.texts("select v from production.items")).containsExactly("old");
        assertThatThrownBy(() -> declare("null")).hasMessageContaining("say which is the source's key");
    }

    @Test
    void a_key_that_may_be_null_since_the_run_began_stops_it() {
        tables("id int not null unique");
        declare("null");
        var run = target.armed();
        target.sql(
                "insert into staging.items values (1, 'new', '2025-01-10')",
                "alter table production.items alter id drop not null");

        assertThatThrownBy(() -> target.plan(run, 1)).hasMessageContaining("lets NULL into id");
        assertThat(target.texts("select v from production.items")).isEmpty();
    }

    /** The usual surrogate: production numbers its rows itself, and the source knows nothing of it. */
    @Test
    void beside_a_primary_key_that_only_production_has_the_sources_key_may_be_declared() {
        tables("nr bigint generated always as identity primary key, id int not null unique");
        target.sql("insert into production.items (id, v, changed) values (7, 'old', '2025-01-05')");
        declare("array['id']");
        var run = target.armed();
        target.sql("insert into staging.items values (7, 'new', '2025-01-10'), (8, 'new', '2025-01-10')");

        target.merge(run, 1);

        assertThat(target.texts("select concat_ws(' ', nr, id, v) from production.items order by id"))
                .containsExactly("1 7 new", "2 8 new");
    }

    @Test
    void of_a_partitioned_table_the_declared_part_of_its_unique_index_counts() {
        target.sql(
                "create table production.items (\"Id\" int not null, v text, changed timestamp not null, unique (\"Id\", changed)) partition by range (changed)",
                "create table production.december partition of production.items for values from ('2024-12-01') to ('2025-01-01')",
                "create table production.january partition of production.items for values from ('2025-01-01') to ('2025-02-01')",
                "create table staging.items (\"Id\" int, v text, changed timestamp)",
                "insert into production.items values (1, 'stale', '2024-12-10')");
        assertThat(target.texts("select admin.key_problem('production.items', 'changed', null)"))
                .singleElement()
                .asString()
                .contains("the unique index \"items_Id_changed_key\" (Id, changed)")
                .endsWith("as \"key\": [\"Id\"]");
        declare("array['Id']");
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'right', '2025-01-10'), (2, 'right', '2025-01-11')");

        target.merge(run, 1);

        assertThat(target.texts("select v from production.january")).containsExactly("right", "right");
        assertThat(target.texts("select v from production.december")).isEmpty();
    }

    @Test
    void the_index_that_stands_for_the_primary_key_is_nothing_unique_beside_it() {
        tables("id int not null unique");
        declare("null");
        target.withSmallLanes()
                .sql("insert into staging.items select g, 'v', '2025-01-10' from generate_series(1, 2000) g");

        var run = target.planned("items", 2);

        assertThat(target.number("select lanes from admin.reload_run_tables where run_id = " + run))
                .isEqualTo(2);
    }
}
