package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.TestPostgres;
import io.windowreload.local.dms.load.JdbcAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Strangers hold connections and send nonsense while somebody drops a good file: it is done in the end, by this process or, where it was too much for
 * it, by the one that its service manager starts next. {@code -Dflood=6000} makes it so many connections, the nonsense more by as much, and the heap
 * one that is hardly enough without a flood.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class FloodTest {
    private static final int FLOOD = Integer.getInteger("flood", 300);
    private static final String HEAP = System.getProperty("flood.heap", FLOOD < 1_000 ? "40m" : "32m");
    private static final int BAD_A_SECOND = Math.max(50, FLOOD / 12);
    /** Those that were sent away come back within about a minute. */
    private static final int BACK_A_SECOND = FLOOD / 60;

    private static final int SENDERS = 2;
    private static final int OUT_OF_MEMORY = 3;
    private static final int NO_SIGN_OF_LIFE = 70;
    private static final Duration LONG = Duration.ofMinutes(20);

    /** Each wrong in another way; none of them is worth a line of the log with a stack. */
    private static final List<String> NONSENSE = List.of(
            "GET /% HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
            "GET /status HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
            "POST /api/requests HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n{",
            "nonsense\r\n\r\n",
            "GET /api/runs?limit=many HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");

    @TempDir
    private Path folder;

    private Instance instance;
    private final Queue<Socket> strangers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger halves = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final List<Integer> ends = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        instance.close();
        for (var stranger : strangers) {
            stranger.close();
        }
    }

    @Test
    void a_good_file_that_is_dropped_meanwhile_is_done_in_the_end() throws Exception {
        var senders = Executors.newScheduledThreadPool(SENDERS + 1);
        try (var stage = new TapStage(folder, new JdbcAddress(TestPostgres.migratedUrl(), "postgres", ""))) {
            var keys = new HashMap<String, String>();
            keys.put("reload.http.port", "0");
            keys.put("reload.management.port", "0");
            instance = start(stage, keys).ready();
            var page = instance.address("page");
            keys.put("reload.http.port", Integer.toString(page.getPort()));
            for (var sender = 0; sender < SENDERS; sender++) {
                var unused = senders.scheduleAtFixedRate(
                        () -> nonsense(page), 0, SENDERS * 1_000_000 / BAD_A_SECOND, TimeUnit.MICROSECONDS);
            }
            while (halves.get() < FLOOD) {
                half(page);
            }
            var unused =
                    senders.scheduleAtFixedRate(() -> half(page), 0, 1_000_000 / BACK_A_SECOND, TimeUnit.MICROSECONDS);

            var dropped = System.nanoTime();
            stage.drop("good");

            await().atMost(LONG).until(() -> {
                supervise(stage, keys);
                return !stage.answer("good").isEmpty();
            });
            var took = Duration.ofNanos(System.nanoTime() - dropped);
            assertThat(stage.answer("good")).as(instance.log()).isEqualTo("done");
            senders.shutdownNow();
            await().atMost(LONG).until(() -> {
                supervise(stage, keys);
                return Glance.at(page.resolve("/status")).status() == 200;
            });
            assertThat(ends).isSubsetOf(OUT_OF_MEMORY, NO_SIGN_OF_LIFE);
            assertThat(instance.log()).doesNotContain("\tat io.vertx", "\tat io.netty");
            assertThat(answered).hasPositiveValue();
            System.out.printf(
                    "flood: %d half-open connections, %d bad calls, %d of them answered; done %s after the drop; the program ended by %s; its log has %d bytes%n",
                    halves.get(),
                    sent.get(),
                    answered.get(),
                    took,
                    ends,
                    instance.log().length());
        } finally {
            end(senders);
        }
    }

    private static void end(ExecutorService senders) throws InterruptedException {
        senders.shutdownNow();
        assertThat(senders.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }

    private Instance start(TapStage stage, Map<String, String> keys) {
        return Instance.start(folder, stage.settings(keys), List.of("-Xmx" + HEAP), "serve");
    }

    /** What a service manager does. */
    private void supervise(TapStage stage, Map<String, String> keys) {
        if (!instance.alive()) {
            ends.add(instance.ended());
            instance = start(stage, keys);
        }
    }

    private static Socket connect(URI page) throws IOException {
        var socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), page.getPort()), 1_000);
        socket.setSoTimeout(500);
        return socket;
    }

    private void half(URI page) {
        var text = halves.incrementAndGet() % 2 == 0
                ? "GET /status HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + "x".repeat(3_000)
                : "POST /api/requests HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 250000\r\n\r\n"
                        + " ".repeat(100_000);
        try {
            var socket = connect(page);
            strangers.add(socket);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            assertThat(e).as("it sent this one away, or is being started anew").isNotNull();
        }
    }

    private void nonsense(URI page) {
        var text = NONSENSE.get(sent.incrementAndGet() % NONSENSE.size());
        try (var socket = connect(page)) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            if (socket.getInputStream().read() == 'H') {
                answered.incrementAndGet();
            }
        } catch (IOException e) {
            assertThat(e).as("as above").isNotNull();
        }
    }
}
