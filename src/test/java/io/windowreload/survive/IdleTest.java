package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.TestPostgres;
import io.windowreload.ledger.Run;
import io.windowreload.local.dms.load.JdbcAddress;
import io.windowreload.program.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A program that has nothing to do hardly asks PostgreSQL anything, for it hears what is new. What it does not hear it finds all the same. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IdleTest {
    /** What the program says each half minute where it hears, and nothing was announced. */
    private static final String STILL_HEARS = "select true";

    /** Thirty a minute; what is looked at once a minute falls into one half of it. */
    private static final int HALF_A_MINUTE = 18;

    @TempDir
    private static Path folder;

    private static final List<String> said = Collections.synchronizedList(new ArrayList<>());

    private static Receiver receiver;
    private static TapStage stage;
    private static Instance idle;
    private static World world;

    /** One program does nothing, and is listened to, while the others are tested. */
    @BeforeAll
    static void open() {
        receiver = new Receiver();
        stage = new TapStage(folder, new JdbcAddress(TestPostgres.migratedUrl(), "postgres", ""));
        idle = Instance.serve(
                folder,
                stage.settings(Map.of(
                        "reload.http.port", "0",
                        "reload.management.port", "0",
                        "reload.notices.webhook", receiver.address())));
        stage.postgres.hear(said::add);
        world = new World(Engine.Mode.RUNS_ONLY, Map.of());
    }

    @AfterAll
    static void close() throws IOException {
        world.close();
        idle.close();
        stage.close();
        receiver.close();
    }

    @Test
    void a_run_that_comes_while_the_connection_that_hears_is_lost_is_done() {
        await().atMost(TapStage.PATIENCE).until(() -> !world.production
                .texts("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where datname = current_database() and query like 'listen%'")
                .isEmpty());

        assertThat(world.reload("connection-lost").state()).isEqualTo(Run.State.SUCCESS);
    }

    @Test
    void a_run_that_nobody_announces_is_done() {
        world.production.run("alter table admin.reload_runs disable trigger announce");
        try {
            assertThat(world.reload("not-announced").state()).isEqualTo(Run.State.SUCCESS);
        } finally {
            world.production.run("alter table admin.reload_runs enable trigger announce");
        }
    }

    /** With page, health and notices. A schedule adds ten, by which instances share it. */
    @Test
    @Order(Integer.MAX_VALUE)
    void a_program_with_nothing_to_do_asks_postgresql_at_most_thirty_times_a_minute() {
        await().atMost(TapStage.PATIENCE).until(() -> proofs().size() >= 2);

        assertThat(List.copyOf(said.subList(proofs().get(0) + 1, proofs().get(1))))
                .hasSizeLessThanOrEqualTo(HALF_A_MINUTE);
    }

    /** Where in what was said. */
    private static List<Integer> proofs() {
        synchronized (said) {
            var places = new ArrayList<Integer>();
            for (var place = 0; place < said.size(); place++) {
                if (said.get(place).contains(STILL_HEARS)) {
                    places.add(place);
                }
            }
            return places;
        }
    }
}
