package io.windowreload.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.reload.Heartbeats;
import io.windowreload.settings.Settings;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.seda.SedaConsumer;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** Threads that move runs: busy is no illness, however long; idle beside work is. */
class LoopsTest {
    private static final Duration LIMIT = Duration.ofSeconds(45);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Settings.Runs RUNS =
            new Settings.Runs(SECOND, 2, SECOND, SECOND, SECOND, true, Settings.Approval.OFF);

    private final CountDownLatch done = new CountDownLatch(1);
    private final Heartbeats heartbeats = new Heartbeats();

    private DefaultCamelContext camel() throws Exception {
        var camel = new DefaultCamelContext();
        camel.getShutdownStrategy().setTimeout(1);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:reload-run?concurrentConsumers=2")
                        .routeId("reload-run")
                        .process(exchange -> done.await());
            }
        });
        Loops.watch(camel, RUNS, heartbeats);
        camel.start();
        return camel;
    }

    private void ask(DefaultCamelContext camel) {
        try (var producer = camel.createProducerTemplate()) {
            producer.sendBody("seda:reload-run", "a step");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void aMinute() {
        IntStream.range(0, 60).forEach(second -> heartbeats.tick());
    }

    @Test
    void steps_that_take_long_are_waited_for_also_by_others_behind_them() throws Exception {
        try (var camel = camel()) {
            IntStream.range(0, 4).forEach(each -> ask(camel));
            await().until(() -> camel.getInflightRepository().size("reload-run") == 2);

            aMinute();

            assertThat(heartbeats.silent(LIMIT)).isEmpty();
            done.countDown();
        }
    }

    @Test
    void threads_that_take_no_step_although_there_are_some_are_silent() throws Exception {
        try (var camel = camel()) {
            // The threads are gone, of which the route knows nothing.
            ((SedaConsumer) camel.getRoute("reload-run").getConsumer()).stop();
            aMinute();
            assertThat(heartbeats.silent(LIMIT)).isEmpty();

            camel.getEndpoint("seda:reload-run", SedaEndpoint.class)
                    .getQueue()
                    .add(camel.getEndpoint("seda:reload-run").createExchange());
            aMinute();

            assertThat(heartbeats.silent(LIMIT)).containsExactly("reload-run");
        }
    }
}
