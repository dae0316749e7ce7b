package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A child comes between the snapshot of an undo and its write: it stays what it is, and so does its parent. */
class UndoRacesTest {
    private final MergeFixture target = new MergeFixture();

    @AfterEach
    void close() {
        target.close();
    }

    private long merged(String triggers, String reference, String... rows) {
        target.sql(
                "create table production.parents (id int primary key, code text unique, changed timestamp)",
                "create table production.children (id int primary key, parent text default 'b' references production.parents (code) "
                        + reference + ")",
                "create table staging.parents (id int, code text, changed timestamp)",
                "insert into production.parents values (2, 'b', '2025-01-02')");
        target.sql(rows);
        var run = target.open("{}", "parents");
        target.sql("update admin.reload_runs set triggers = '" + triggers + "' where run_id = " + run);
        target.arm(run);
        target.sql("insert into staging.parents values (1, 'x', '2025-01-03'), (2, 'b', '2025-01-02')");
        target.merge(run, 1);
        return run;
    }

    /** CDC inserts the child, and commits while the undo waits for it. */
    private long undoBeside(long run, String child) throws Exception {
        try (var cdc = target.session("origin")) {
            cdc.run("begin").run(child);
            var undo = CompletableFuture.supplyAsync(() -> target.undoPatiently(run));
            target.awaitWaiter();
            cdc.run("commit");
            return undo.get();
        }
    }

    @ParameterizedTest
    @CsvSource({"fire, on update set null", "fire, on update set default", "skip, ''", "skip, on update cascade"})
    void a_value_on_which_a_child_hangs_by_then_stays(String triggers, String action) throws Exception {
        var run = merged(triggers, action, "insert into production.parents values (1, 'a', '2025-01-02')");

        var undo = undoBeside(run, "insert into production.children values (1, 'x')");

        assertThat(target.texts("select parent from production.children")).containsExactly("x");
        assertThat(target.texts("select code from production.parents order by id"))
                .containsExactly("x", "b");
        assertThat(target.account(undo, 1).orphaned()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "fire, on delete cascade",
        "fire, on delete set null",
        "fire, on delete set default",
        "skip, ''",
        "skip, on delete cascade"
    })
    void a_row_of_the_run_that_has_a_child_by_then_stays(String triggers, String action) throws Exception {
        var run = merged(triggers, action);

        var undo = undoBeside(run, "insert into production.children values (1, 'x')");

        assertThat(target.texts("select parent from production.children")).containsExactly("x");
        assertThat(target.texts("select code from production.parents order by id"))
                .containsExactly("x", "b");
        assertThat(target.account(undo, 1).deleted()).isZero();
    }

    @Test
    void so_does_one_of_tables_in_a_circle() throws Exception {
        target.sql(
                "create table production.a (id int primary key, b int, changed timestamp)",
                "create table production.b (id int primary key, a int references production.a, changed timestamp)",
                "alter table production.a add foreign key (b) references production.b deferrable",
                "create table production.children (id int primary key, parent int references production.a on delete cascade)",
                "create table staging.a (id int, b int, changed timestamp)",
                "create table staging.b (id int, a int, changed timestamp)");
        var run = target.open("{}", "a", "b");
        target.arm(run);
        target.sql(
                "insert into staging.a values (1, 1, '2025-01-03'), (2, 2, '2025-01-03')",
                "insert into staging.b values (1, 1, '2025-01-03'), (2, 2, '2025-01-03')");
        target.plan(run, 1);
        target.plan(run, 2);
        target.apply(run, 1, 100);
        target.apply(run, 2, 100);
        assertThat(target.texts("select id from production.a")).hasSize(2);

        undoBeside(run, "insert into production.children values (1, 1)");

        assertThat(target.texts("select parent from production.children")).containsExactly("1");
        assertThat(target.texts("select id from production.a")).containsExactly("1");
    }
}
