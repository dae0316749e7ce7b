package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.local.dms.load.JdbcAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ready means that a run could begin now; the page is there in any case. */
class ReadyTest {
    @TempDir
    private static Path folder;

    private static Cluster cluster;
    private static TapStage stage;
    private static Instance serve;

    @BeforeAll
    static void open() {
        cluster = Cluster.quick(folder);
        stage = new TapStage(folder, cluster.address());
        serve = Instance.serve(
                folder,
                stage.settings(Map.of(
                        "reload.http.port", "0",
                        "reload.management.port", "0",
                        "reload.schedule.cron", "0 0 2 1 * ?",
                        "reload.management.source-interval", "200ms",
                        "reload.management.target-interval", "200ms")));
    }

    @AfterAll
    static void close() throws IOException {
        serve.close();
        stage.close();
        cluster.close();
    }

    @AfterEach
    void readyAgain() {
        await().atMost(TapStage.PATIENCE).until(() -> ready().status() == 200);
    }

    private static Glance ready() {
        return Glance.at(serve.address("health").resolve("/observe/health/ready"));
    }

    /** One thing is down, the page shows it, and it shows what the ledger says now. */
    private static void assertDown(String what, String code) {
        await(what)
                .atMost(TapStage.PATIENCE)
                .until(
                        ReadyTest::ready,
                        ready ->
                                ready.check(what).equals("DOWN") && ready.body().contains(code));
        assertThat(ready().status()).isEqualTo(503);
        assertThat(Glance.at(serve.address("health").resolve("/observe/health/live"))
                        .status())
                .isEqualTo(200);
        var page = Glance.at(serve.address("page").resolve("/api/status"));
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.age()).isZero();
        assertThat(page.check(what)).isEqualTo("down");
        assertThat(page.json().at("/health/ready").asBoolean()).isFalse();
    }

    @Test
    void not_on_a_server_that_takes_no_writes() {
        stage.production.run("alter system set default_transaction_read_only = on");
        stage.production.run("select pg_reload_conf()");

        var may = new JdbcAddress(
                cluster.address().url() + "&options=-c%20default_transaction_read_only%3Doff", "postgres", "");
        try {
            assertDown("target", "TARGET_READ_ONLY");
        } finally {
            Rows.production(may).run("alter system reset default_transaction_read_only");
            Rows.production(may).run("select pg_reload_conf()");
        }
    }

    @Test
    void not_on_a_standby() {
        cluster.kill();
        cluster.restartAsStandby();

        try {
            assertDown("target", "TARGET_READ_ONLY");
        } finally {
            stage.production.run("select pg_promote()");
        }
    }

    @Test
    void not_without_a_request_folder() throws IOException {
        var aside = folder.resolve("aside");
        Files.move(stage.inbox, aside);
        Files.createFile(stage.inbox);

        try {
            assertDown("folder", "FOLDER_UNUSABLE");
        } finally {
            Files.delete(stage.inbox);
            Files.move(aside, stage.inbox);
        }
    }

    @Test
    void not_without_the_schedule_s_store() {
        stage.production.run("alter table admin.quartz_locks rename to locks_aside");

        try {
            assertDown("schedule", "quartz_locks");
        } finally {
            stage.production.run("alter table admin.locks_aside rename to quartz_locks");
        }
    }

    @Test
    void not_while_dms_is_away_and_the_page_stays() throws IOException {
        stage.dms.cut();

        try {
            assertDown("source", "DMS_UNAVAILABLE");
        } finally {
            stage.dms.mend();
        }
        assertThat(serve.alive()).isTrue();
    }
}
