package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.windowreload.ledger.Run;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.program.Engine;
import io.windowreload.settings.SettingsReader;
import io.windowreload.settings.SettingsSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** How runs ended, told to a receiver that is sometimes away. */
class NoticesTest {
    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    static Path folder;

    private static Receiver receiver;
    private static World world;

    @BeforeAll
    static void open() {
        receiver = new Receiver();
        world = new World(Engine.Mode.EVERYTHING, keys(Map.of()));
    }

    @AfterAll
    static void close() {
        world.close();
        receiver.close();
    }

    @BeforeEach
    void heal() {
        world.strike(List.of());
        receiver.answers(204);
    }

    private static Map<String, String> keys(Map<String, String> own) {
        var keys = new HashMap<>(Map.of(
                "reload.requests.directory", folder.resolve("inbox").toString(),
                "reload.http.port", "off",
                "reload.management.port", "off",
                "reload.notices.of", "ended",
                "reload.notices.webhook", receiver.address()));
        keys.putAll(own);
        return keys;
    }

    private static Run failed(String requestId) {
        world.strike(List.of(
                Fault.of(FaultKind.TABLE_ERROR).on("ORDERS"),
                Fault.of(FaultKind.TABLE_ERROR).on("CUSTOMERS")));
        return world.reload(requestId);
    }

    private static void awaitTold(String requestId) {
        await().atMost(SOON)
                .until(() -> world.production
                                .texts(
                                        "select r.request_id from admin.reload_notices n join admin.reload_runs r using (run_id)"
                                                + " where n.told_at is not null and r.request_id = '" + requestId + "'")
                                .size()
                        == 1);
    }

    @Test
    void good_and_bad_ends_are_told_with_their_account() {
        world.reload("good");
        failed("bad");

        awaitTold("good");
        awaitTold("bad");

        assertThat(receiver.of("good")).singleElement().satisfies(post -> {
            assertThat(post.path()).contains(Receiver.SECRET);
            assertThat(post.type()).startsWith("application/json");
            assertThat(post.body().at("/event").asText()).isEqualTo("run.success");
            assertThat(post.body().at("/run/total/staged").asLong()).isPositive();
            assertThat(post.body().at("/id").asText()).isEqualTo(post.key());
        });
        assertThat(receiver.of("bad")).singleElement().satisfies(post -> {
            assertThat(post.body().at("/event").asText()).isEqualTo("run.failed");
            assertThat(post.body().at("/run/code").asText()).isEqualTo("DMS_TABLE_ERROR");
            assertThat(post.body().at("/text").asText()).contains("bad", "FAILED", "DMS_TABLE_ERROR");
        });
    }

    @Test
    void a_receiver_that_refuses_is_tried_again_and_holds_up_no_run() {
        receiver.answers(500);
        world.reload("refused");
        await().atMost(SOON).until(() -> !receiver.of("refused").isEmpty());

        assertThat(world.reload("meanwhile").state()).isEqualTo(Run.State.SUCCESS);
        receiver.answers(200);

        awaitTold("refused");
        awaitTold("meanwhile");
        assertThat(receiver.of("refused"))
                .hasSizeGreaterThan(1)
                .extracting(Receiver.Post::key)
                .containsOnly(receiver.of("refused").get(0).key());
    }

    @Test
    void a_restart_neither_forgets_nor_repeats() {
        world.reload("before");
        awaitTold("before");
        receiver.goAway();
        world.reload("unheard");
        await().atMost(SOON).until(() -> !world.production
                .texts("select last_problem from admin.reload_notices where told_at is null")
                .isEmpty());

        world.restart(Engine.Mode.EVERYTHING, keys(Map.of()));
        receiver.comeBack();

        awaitTold("unheard");
        world.restart(Engine.Mode.EVERYTHING, keys(Map.of()));
        world.reload("after");
        awaitTold("after");
        assertThat(receiver.of("before")).hasSize(1);
        assertThat(receiver.of("unheard")).hasSize(1);
    }

    @Test
    void what_ended_while_nobody_wanted_to_know_and_good_ends_where_only_failures_count_are_not_told() {
        world.restart(Engine.Mode.EVERYTHING, keys(Map.of("reload.notices.webhook", "")));
        failed("unwanted");
        world.restart(Engine.Mode.EVERYTHING, keys(Map.of("reload.notices.of", "failed")));
        try {
            world.reload("fine");
            failed("wanted");

            awaitTold("wanted");
            assertThat(receiver.of("unwanted")).isEmpty();
            assertThat(receiver.of("fine")).isEmpty();
        } finally {
            world.restart(Engine.Mode.EVERYTHING, keys(Map.of()));
        }
    }

    @Test
    void the_address_is_shown_nowhere() {
        var seen = new ListAppender<ILoggingEvent>();
        seen.start();
        var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(seen);
        try {
            receiver.goAway();
            world.reload("secret");
            await().atMost(SOON).until(() -> seen.list.stream()
                    .anyMatch(event -> event.getFormattedMessage().contains("NOTICE_UNDELIVERED")));

            assertThat(List.copyOf(seen.list)).allSatisfy(event -> assertThat(event.getFormattedMessage())
                    .doesNotContain(Receiver.SECRET, "/hooks/"));
            assertThat(world.production.texts("select n::text from admin.reload_notices n"))
                    .allSatisfy(row -> assertThat(row).doesNotContain(Receiver.SECRET, "/hooks/"));
        } finally {
            root.detachAppender(seen);
            receiver.comeBack();
        }
        awaitTold("secret");
    }

    @Test
    void an_address_that_is_none_stops_the_start_and_is_not_shown() {
        assertThatThrownBy(() -> SettingsReader.read(SettingsSource.collect(
                        Path.of("none"), Map.of("reload.notices.webhook", "htps://" + Receiver.SECRET), Map.of())))
                .hasMessageContaining("reload.notices.webhook")
                .hasMessageNotContaining(Receiver.SECRET);
    }
}
