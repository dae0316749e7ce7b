package io.windowreload.survive;

import static io.windowreload.survive.Point.after;
import static io.windowreload.survive.Point.before;
import static io.windowreload.survive.Point.during;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * PostgreSQL is away, comes back as a standby, is promoted; and the program is told to stop: nothing is lost, and nobody is alarmed. Without
 * {@code -Dsurvive=all} only a part of it.
 */
class OutageTest {
    /** What a JVM answers that was told to stop and did. */
    private static final int SIGTERM = 128 + 15;

    @TempDir
    private static Path folder;

    private static Cluster cluster;
    private static TapStage stage;
    private final List<Instance> started = new ArrayList<>();

    @BeforeAll
    static void open() {
        cluster = new Cluster(folder);
        stage = new TapStage(folder, cluster.address());
    }

    @AfterAll
    static void close() throws IOException {
        stage.close();
        cluster.close();
    }

    @BeforeEach
    void damage() {
        stage.production.damage();
    }

    @AfterEach
    void end() {
        started.forEach(Instance::close);
    }

    private Instance start(String... command) {
        var instance = Instance.start(folder, stage.settings(Map.of()), command);
        started.add(instance);
        return instance;
    }

    private static void assertReloaded() {
        assertThat(stage.production.january()).isEqualTo(stage.source.january());
    }

    private static List<String> errors(Instance instance) {
        return instance.log().lines().filter(line -> line.contains(" ERROR ")).toList();
    }

    @Test
    @EnabledIfSystemProperty(named = "survive", matches = "all")
    void serve_waits_for_a_target_that_is_away_and_other_commands_say_so() {
        stage.postgres.cut();
        var serve = start("serve");
        var status = start("status");
        assertThat(status.ended()).as(status.log()).isEqualTo(3);
        assertThat(status.log()).contains("TARGET_UNAVAILABLE");
        await().atMost(TapStage.PATIENCE).until(() -> serve.log().contains("TARGET_UNAVAILABLE tried again"));

        stage.postgres.mend();

        serve.ready();
        assertThat(errors(serve)).isEmpty();
    }

    @Test
    void what_runs_while_the_target_is_away_goes_on_when_it_is_back() {
        var serve = start("serve").ready();
        var cut = stage.postgres.at(after("set step = ", "START").committed(), stage.postgres::cut);
        stage.drop("away");
        cut.orTimeout(1, TimeUnit.MINUTES).join();
        await().atMost(TapStage.PATIENCE).until(() -> serve.log().contains("tried again"));

        stage.postgres.mend();

        assertThat(stage.answered("away")).as(serve.log()).isEqualTo("done");
        assertThat(errors(serve)).isEmpty();
        assertReloaded();
    }

    /** What CDC wrote on the first server and had not sent to the other, nobody knows: the run ends by name, and asking again is another one. */
    @Test
    @EnabledIfSystemProperty(named = "survive", matches = "all")
    void a_standby_is_waited_for_until_it_is_promoted_and_what_began_on_the_server_before_it_is_refused() {
        var serve = start("serve").ready();
        var killed = stage.postgres.at(before("admin.merge_plan(").number(2), () -> {
            cluster.kill();
            cluster.restartAsStandby();
        });
        stage.drop("promoted");
        killed.orTimeout(1, TimeUnit.MINUTES).join();
        stage.postgres
                .at(during("admin.claim_runs("), () -> {})
                .orTimeout(1, TimeUnit.MINUTES)
                .join();
        var before = stage.production.all();

        stage.production.run("select pg_promote()");

        assertThat(stage.answered("promoted")).as(serve.log()).isEqualTo("failed");
        assertThat(errors(serve)).singleElement().asString().contains("code=TARGET_RESTORED", "its timeline is");
        assertThat(stage.production.all()).isEqualTo(before);

        stage.drop("after-the-promotion");

        assertThat(stage.answered("after-the-promotion")).as(serve.log()).isEqualTo("done");
        assertReloaded();
    }

    @Test
    void sigterm_ends_the_step_gives_the_run_back_and_the_next_start_goes_on() {
        var serve = start("serve").ready();
        var stopping = stage.dms.at(after("CreateReplicationTask"), serve::terminate);
        stage.drop("stopped");
        stopping.orTimeout(1, TimeUnit.MINUTES).join();

        assertThat(serve.ended()).as(serve.log()).isEqualTo(SIGTERM);
        assertThat(stage.production.texts(
                        "select state from admin.reload_runs where owner is null and request_id = 'stopped'"))
                .containsExactly("RUNNING");
        assertThat(errors(serve)).isEmpty();
        var created = stage.created();

        start("serve");

        assertThat(stage.answered("stopped")).isEqualTo("done");
        assertThat(stage.created()).isEqualTo(created);
        assertReloaded();
    }
}
