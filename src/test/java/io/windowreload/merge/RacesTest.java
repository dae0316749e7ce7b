package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.db.DbException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** CDC's statement lands between the snapshot of the merge and its write: CDC wins. GuardsTest takes out what holds that. */
class RacesTest {
    private final MergeFixture target = MergeFixture.withTable("id int, v text, changed timestamp");

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void an_update_to_a_newer_version_stays() throws Exception {
        target.sql("insert into production.items values (1, 'old', '2025-01-01')");

        var account = race("update production.items set v = 'cdc', changed = '2025-01-03' where id = 1");

        assertThat(target.texts("select v from production.items")).containsExactly("cdc");
        assertThat(account.newer()).isEqualTo(1);
    }

    @Test
    void an_update_of_the_content_alone_stays() throws Exception {
        target.sql("insert into production.items values (1, 'old', '2025-01-02')");

        var account = race("update production.items set v = 'cdc' where id = 1");

        assertThat(target.texts("select v from production.items")).containsExactly("cdc");
        assertThat(account.tie()).isEqualTo(1);
    }

    @Test
    void an_update_of_a_row_without_time_stays() throws Exception {
        target.sql("insert into production.items values (1, 'old', null)");

        var account = race("update production.items set v = 'cdc' where id = 1");

        assertThat(target.texts("select v from production.items")).containsExactly("cdc");
        assertThat(account.tie()).isEqualTo(1);
    }

    @Test
    void an_update_to_what_is_staged_leaves_nothing_to_do() throws Exception {
        target.sql("insert into production.items values (1, 'old', '2025-01-01')");

        var account = race("update production.items set v = 'staged', changed = '2025-01-02' where id = 1");

        assertThat(target.texts("select v from production.items")).containsExactly("staged");
        assertThat(account.unchanged()).isEqualTo(1);
    }

    @Test
    void an_update_in_a_partition_stays() throws Exception {
        target.sql(
                "drop table production.items",
                "create table production.items (id int primary key, v text, changed timestamp) partition by range (id)",
                "create table production.low partition of production.items for values from (0) to (100)",
                "insert into production.items values (1, 'old', '2025-01-01')");

        var account = race("update production.items set v = 'cdc', changed = '2025-01-03' where id = 1");

        assertThat(target.texts("select v from production.items")).containsExactly("cdc");
        assertThat(account.newer()).isEqualTo(1);
    }

    @Test
    void a_delete_stays() throws Exception {
        target.sql("insert into production.items values (1, 'old', '2025-01-01')");

        var account = race("delete from production.items where id = 1");

        assertThat(target.texts("select v from production.items")).isEmpty();
        assertThat(account.deleted()).isEqualTo(1);
    }

    @Test
    void a_delete_and_an_insert_of_the_same_key_stay() throws Exception {
        target.sql("insert into production.items values (1, 'old', '2025-01-01')");

        var account = race(
                "delete from production.items where id = 1",
                "insert into production.items values (1, 'reborn', '2025-01-01')");

        assertThat(target.texts("select v from production.items")).containsExactly("reborn");
        assertThat(account.tie()).isEqualTo(1);
    }

    @Test
    void a_change_of_the_key_stays() throws Exception {
        target.sql("insert into production.items values (1, 'old', '2025-01-01')");

        var account = race("update production.items set id = 2 where id = 1");

        assertThat(target.texts("select id || v from production.items")).containsExactly("2old");
        assertThat(account.deleted()).isEqualTo(1);
    }

    @Test
    void an_insert_stays() throws Exception {
        var account = race("insert into production.items values (1, 'cdc', '2025-01-02')");

        assertThat(target.texts("select v from production.items")).containsExactly("cdc");
        assertThat(account.tie()).isEqualTo(1);
    }

    @Test
    void an_insert_and_a_delete_of_a_row_that_production_lacks_stay() throws Exception {
        var account = race(
                "insert into production.items values (1, 'cdc', '2025-01-02')",
                "delete from production.items where id = 1");

        assertThat(target.texts("select v from production.items")).isEmpty();
        assertThat(account.deleted()).isEqualTo(1);
    }

    @Test
    void an_insert_after_an_insert_and_a_delete_stays() throws Exception {
        target.sql("insert into staging.items values (2, 'staged', '2025-01-02')");

        var account = race(
                "insert into production.items values (1, 'cdc', '2025-01-02')",
                "delete from production.items where id = 1",
                "insert into production.items values (1, 'reborn', '2025-01-01')");

        assertThat(target.texts("select v from production.items order by id")).containsExactly("reborn", "staged");
        assertThat(account.tie()).isEqualTo(1);
    }

    @Test
    void a_truncate_stops_the_merge_before_a_row_is_written() {
        target.sql("insert into production.items values (1, 'old', '2025-01-01')");

        assertThatThrownBy(() -> race("truncate production.items"))
                .hasRootCauseInstanceOf(SQLException.class)
                .cause()
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR004"));
        assertThat(target.texts("select v from production.items")).isEmpty();
    }

    /** Stages a row of January 2nd, and lets CDC commit its statements while the merge waits to write that row. */
    private TableCounts race(String... cdcStatements) throws SQLException {
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'staged', '2025-01-02')");
        target.plan(run, 1);
        CompletableFuture<Void> merge;
        try (var cdc = target.session("replica")) {
            cdc.run("begin");
            for (var statement : cdcStatements) {
                cdc.run(statement);
            }
            merge = target.applying(run, 1);
            target.awaitWaiter();
            cdc.run("commit");
        }
        merge.join();
        assertThat(target.account(run, 1).balanced()).isTrue();
        return target.account(run, 1);
    }
}
