package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.staging.Staging;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run that repairs some columns leaves the others, and all rows that are not there. */
class SomeColumnsTest {
    private final MergeFixture target = new MergeFixture();

    @AfterEach
    void close() {
        target.close();
    }

    private long armed(String columns, String verify) {
        var run = target.armedFor(verify);
        target.sql("update admin.reload_run_tables set repaired_columns = '" + columns + "' where run_id = " + run);
        return run;
    }

    private void merge(long run) {
        new Staging(target.db).assertLoaded(run, 1, 1 << 20);
        target.merge(run, 1);
    }

    @Test
    void the_named_column_is_repaired_beside_cdc_and_put_back() {
        repaired("full");
    }

    @Test
    void that_a_named_column_is_repaired_is_proved_as_well() {
        repaired("proof");
    }

    private void repaired(String verify) {
        target.sql(
                "create table production.items (id int primary key, \"E-Mail\" text, v text, changed timestamp)",
                "create table staging.items (id int, \"E-Mail\" text, v text, changed timestamp)",
                "insert into production.items values (1, 'bad', 'ours', '2025-01-05'), (2, 'good', 'ours', '2025-01-05'),"
                        + " (3, 'bad', 'ours', '2025-01-05'), (4, 'bad', 'ours', '2025-01-20'), (5, 'bad', 'ours', null),"
                        + " (9, 'lost', 'ours', '2025-01-05')");
        var run = armed("{E-Mail}", verify);
        target.sql("insert into staging.items select g, 'good', 'theirs', '2025-01-06' from generate_series(1, 6) g");
        target.cdc("update production.items set \"E-Mail\" = 'cdc', changed = '2025-01-06' where id = 3");

        merge(run);

        assertThat(target.texts(
                        "select concat_ws(' ', id, \"E-Mail\", v, changed::date) from production.items order by id"))
                .containsExactly(
                        "1 good ours 2025-01-05",
                        "2 good ours 2025-01-05",
                        "3 cdc ours 2025-01-06",
                        // Newer in production by a time that is not written itself.
                        "4 bad ours 2025-01-20",
                        "5 good ours",
                        "9 lost ours 2025-01-05");
        var account = target.account(run, 1);
        assertThat(account.balanced()).isTrue();
        assertThat(account.inserted()).isZero();
        assertThat(account.unchanged()).isEqualTo(1);
        assertThat(target.texts("select code || ' ' || severity || ' ' || detail from admin.reload_findings"))
                .singleElement()
                .asString()
                .startsWith("ROWS_NOT_INSERTED note 1 rows that production lacks were left out");

        target.undo(run);

        assertThat(target.texts("select \"E-Mail\" from production.items order by id"))
                .containsExactly("bad", "good", "cdc", "bad", "bad", "lost");
    }

    @Test
    void what_is_not_named_breaks_no_foreign_key_and_meets_no_unique_value() {
        target.sql(
                "create table production.parents (id int primary key)",
                "insert into production.parents values (1)",
                "create table production.items (id int primary key, v text, parent int references production.parents, slot int unique, changed timestamp)",
                "create table staging.items (id int, v text, parent int, slot int, changed timestamp)",
                "insert into production.items values (1, 'old', 1, 1, '2025-01-05'), (2, 'old', 1, 2, '2025-01-05')");
        var run = armed("{v}", "full");
        target.sql("insert into staging.items values (1, 'new', 77, 2, '2025-01-06'), (2, 'new', 78, 1, '2025-01-06')");

        merge(run);

        assertThat(target.texts("select concat_ws(' ', id, v, parent, slot) from production.items order by id"))
                .containsExactly("1 new 1 1", "2 new 1 2");
        assertThat(target.account(run, 1).updated()).isEqualTo(2);
    }

    @Test
    void the_next_run_that_names_none_merges_all() {
        target.sql(
                "create table production.items (id int primary key, v text, w text, changed timestamp)",
                "create table staging.items (id int, v text, w text, changed timestamp)",
                "comment on table staging.items is '"
                        + target.texts("select admin.staging_mark()").get(0) + "'",
                "insert into production.items values (1, 'old', 'old', '2025-01-05')");
        var some = armed("{v}", "full");
        target.sql("insert into staging.items values (1, 'new', 'new', '2025-01-06')");
        merge(some);
        target.disarm(some);
        assertThat(target.texts("select v || w from production.items")).containsExactly("newold");

        var all = target.armed();
        new Staging(target.db).empty("items");
        target.sql("insert into staging.items values (1, 'new', 'new', '2025-01-06'), (2, 'new', 'new', '2025-01-06')");
        new Staging(target.db).assertLoaded(all, 1, 1 << 20);
        target.merge(all, 1);

        assertThat(target.texts("select v || w from production.items order by id"))
                .containsExactly("newnew", "newnew");
    }

    @Test
    void who_calls_the_procedure_meanwhile_repairs_no_more_and_afterwards_all() {
        target.sql(
                "create table production.items (id int primary key, v text, w text, changed timestamp)",
                "create table staging.items (id int, v text, w text, changed timestamp)",
                "insert into admin.reload_tables values (1, 'SOURCE', 'items', 'production', 'items', 'items', 'changed')",
                "insert into production.items values (1, 'old', 'old', '2025-01-05')");
        var run = armed("{v}", "full");
        target.sql("insert into staging.items select g, 'new', 'new', '2025-01-06' from generate_series(1, 2) g");
        new Staging(target.db).assertLoaded(run, 1, 1 << 20);

        target.sql("call merge_time_window_data()");
        assertThat(target.texts("select v || w from production.items order by id"))
                .containsExactly("newold");

        target.sql("update admin.reload_runs set state = 'CANCELLED', finished_at = now() where run_id = " + run);
        target.disarm(run);
        target.sql("call merge_time_window_data()");
        assertThat(target.texts("select v || w from production.items order by id"))
                .containsExactly("newnew", "newnew");
    }
}
