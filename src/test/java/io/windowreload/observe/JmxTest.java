package io.windowreload.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.windowreload.TestPostgres;
import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.ledger.Pause.Entry;
import io.windowreload.ledger.Run;
import io.windowreload.local.CloudOptions;
import io.windowreload.local.LocalCloud;
import io.windowreload.local.dms.cloud.Delays;
import io.windowreload.local.dms.load.JdbcAddress;
import io.windowreload.program.Program;
import io.windowreload.settings.SettingsSource;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators do over JMX, from another process. This process has the cloud, and looks into the ledger. */
class JmxTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Path inbox;
    private static LocalCloud cloud;
    private static Program program;
    private static OtherProcess other;
    private static URI health;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        inbox = Files.createDirectories(folder.resolve("inbox"));
        cloud = LocalCloud.start(
                CloudOptions.of(60, 120).quiet().delays(Delays.all(Duration.ofMillis(200))),
                new JdbcAddress(TestPostgres.migratedUrl(), "postgres", ""));
        var keys = new LinkedHashMap<>(cloud.settings());
        keys.put("reload.requests.directory", inbox.toString());
        keys.put("reload.schedule.cron", "* * * * * ?");
        keys.put("reload.http.port", "off");
        keys.put("reload.runs.interval", "100ms");
        keys.put("reload.dms.poll-interval", "100ms");
        try (var free = new ServerSocket(0)) {
            keys.put("reload.management.port", Integer.toString(free.getLocalPort()));
            health = URI.create("http://127.0.0.1:" + free.getLocalPort() + "/observe/health/ready");
        }
        program = Program.open(SettingsSource.collect(Path.of("none"), keys, Map.of()), Clock.systemUTC());
        program.migrate();
        program.operations().pause(Entry.SCHEDULE, new Word("cli", "mira", "not before somebody says so"));
        other = OtherProcess.serve(folder, keys);
    }

    @AfterAll
    static void stop() throws Exception {
        try (var first = cloud;
                var second = program;
                var third = other) {
            // Closed in the opposite order.
        }
    }

    private static String request(String id) {
        return "{\"requestId\":\"" + id + "\",\"month\":\"2025-01\",\"tables\":[\"customers\"]}";
    }

    private static Run ended(long run) {
        return await().atMost(PATIENCE).until(() -> program.ledger().find(run).orElseThrow(), found -> found.state()
                .ended());
    }

    private static List<Run> runsOf(String prefix) {
        return program.ledger().list(100).stream()
                .filter(run -> run.requestId().startsWith(prefix))
                .toList();
    }

    @Test
    void a_reload_is_submitted_and_followed_to_its_end() throws Exception {
        var run = (long) other.reload("submit", request("over-jmx"));
        assertThat(ended(run).state()).isEqualTo(Run.State.SUCCESS);
        assertThat(program.ledger().find(run).orElseThrow().origin()).isEqualTo("jmx");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat((String) other.reload("status"))
                .contains("\"requestId\":\"over-jmx\"", "\"state\":\"verified\""));
        assertThatThrownBy(() -> other.reload("submit", request("over-jmx")))
                .hasStackTraceContaining("NOTHING DONE: run " + run + " did this on ");
        assertThat(ended((long) other.reload("submitAgain", request("over-jmx")))
                        .state())
                .isEqualTo(Run.State.SUCCESS);
        assertThat((boolean) other.attribute("Ready")).isTrue();
    }

    @Test
    void files_wait_while_the_folder_is_suspended_and_are_served_when_it_is_resumed() throws Exception {
        other.route("request-drop", "suspend");
        assertThat(other.attribute("Folder")).isEqualTo("stopped");
        Files.writeString(inbox.resolve("waits.json"), request("waits"));
        // A whole run later the file still lies there.
        ended((long) other.reload("submit", request("meanwhile")));
        assertThat(inbox.resolve("waits.json")).exists();
        assertThat(runsOf("waits")).isEmpty();
        assertThat(ready()).as("a suspended route is no illness").isEqualTo(200);
        other.route("request-drop", "resume");
        assertThat(other.attribute("Folder")).isEqualTo("watching");
        await().atMost(PATIENCE).until(() -> Files.exists(inbox.resolve("done/waits.result.json")));
    }

    @Test
    void files_wait_while_the_folder_is_paused_with_a_reason() throws Exception {
        other.reload("pauseFolder", "month end");
        Files.writeString(inbox.resolve("paused.json"), request("paused"));
        ended((long) other.reload("submit", request("during-the-pause")));
        assertThat(inbox.resolve("paused.json")).exists();
        assertThat(other.attribute("Folder")).isEqualTo("paused");
        other.reload("resumeFolder");
        await().atMost(PATIENCE).until(() -> Files.exists(inbox.resolve("done/paused.result.json")));
    }

    @Test
    void a_run_is_cancelled_and_retried() throws Exception {
        var run = (long) other.reload("submit", request("cancelled"));
        other.reload("cancel", run, "wrong month");
        var cancelled = ended(run);
        assertThat(cancelled.state()).isEqualTo(Run.State.CANCELLED);
        assertThat(cancelled.cancelReason()).startsWith("wrong month (jmx");
        var again = (long) other.reload("retry", run, "right after all");
        assertThat(ended(again).state()).isEqualTo(Run.State.SUCCESS);
        assertThatThrownBy(() -> other.reload("retry", again, "once more"))
                .rootCause()
                .hasMessageContaining("RUN_WRONG_STATE");
        assertThatThrownBy(() -> other.reload("submit", "{\"monht\":\"2025-01\"}"))
                .rootCause()
                .hasMessageContaining("REQUEST_INVALID");
    }

    @Test
    void a_run_is_paused_and_resumed_and_none_is_approved_that_does_not_wait_for_it() throws Exception {
        var run = (long) other.reload("submit", request("rests"));
        other.reload("pauseRun", run, "month-end closing");
        var resting = await().atMost(PATIENCE)
                .until(() -> program.ledger().find(run).orElseThrow(), found -> found.waiting() != null);
        assertThat(resting.waiting()).contains("paused by jmx", "(month-end closing)");
        assertThat((String) other.reload("progress")).contains("\"pausedBy\":\"jmx", "\"waiting\":");
        assertThatThrownBy(() -> other.reload("approve", run, "why not"))
                .rootCause()
                .hasMessageContaining("APPROVAL_BY_REQUESTER");
        other.reload("resumeRun", run);
        assertThat(ended(run).state()).isEqualTo(Run.State.SUCCESS);
    }

    /** It fires every second here; each time it is paused it says so in its log. */
    @Test
    void the_schedule_is_paused_and_resumed() throws Exception {
        assertThat(other.attribute("Schedule")).isEqualTo("paused");
        other.awaitOutput("schedule.paused");
        assertThat(runsOf("monthly-")).isEmpty();

        other.reload("resume");
        assertThat(other.attribute("Schedule")).isEqualTo("active");
        await().atMost(PATIENCE).until(() -> !runsOf("monthly-").isEmpty());

        other.route("schedule-monthly", "suspend");
        assertThat(other.attribute("Schedule")).isEqualTo("stopped");
        ended((long) other.reload("submit", request("while-it-misses")));
        assertThat(ready()).as("a suspended schedule is no illness").isEqualTo(200);
        other.route("schedule-monthly", "resume");
        ended((long) other.reload("submit", request("after-what-it-missed")));
        // The month has no rows here, so that each fire tries it again: but it is one month, and one attempt at a time.
        assertThat(runsOf("monthly-").stream().map(Run::requestId).distinct()).hasSize(1);
        assertThat(runsOf("monthly-").stream().filter(run -> !run.state().ended()))
                .hasSizeLessThanOrEqualTo(1);

        other.reload("pause", "quarter end");
        assertThat(program.operations().pauses())
                .singleElement()
                .satisfies(pause -> assertThat(pause.reason()).isEqualTo("quarter end"))
                .satisfies(pause -> assertThat(pause.actor()).startsWith("jmx"));
    }

    /** As jconsole, jmxterm and Hawtio show it to somebody who has never read the code. */
    @Test
    void operations_say_what_they_want_and_what_they_do() throws Exception {
        var operations = other.description().getOperations();

        assertThat(operations).hasSizeGreaterThan(12).allSatisfy(operation -> {
            assertThat(operation.getDescription()).as(operation.getName()).contains(" ");
            assertThat(operation.getSignature()).allSatisfy(parameter -> {
                assertThat(parameter.getName()).as(operation.getName()).isIn("run", "reason", "request", "limit");
                assertThat(parameter.getDescription()).contains(" ");
            });
        });
        assertThat(operations)
                .filteredOn(operation -> operation.getName().equals("cancel"))
                .singleElement()
                .satisfies(cancel -> {
                    assertThat(cancel.getSignature())
                            .extracting(MBeanParameterInfo::getName)
                            .containsExactly("run", "reason");
                    assertThat(cancel.getSignature())
                            .extracting(MBeanParameterInfo::getType)
                            .containsExactly("long", "java.lang.String");
                    assertThat(cancel.getReturnType()).isEqualTo("java.lang.String");
                    assertThat(cancel.getImpact()).isEqualTo(MBeanOperationInfo.ACTION);
                });
        assertThat(operations)
                .filteredOn(operation -> operation.getImpact() == MBeanOperationInfo.INFO)
                .extracting(MBeanOperationInfo::getName)
                .containsExactlyInAnyOrder("status", "list", "progress");
        assertThat(other.description().getAttributes()).allSatisfy(attribute -> {
            assertThat(attribute.getDescription()).contains(" ");
            assertThat(attribute.isWritable()).isFalse();
            assertThat(other.attribute(attribute.getName())).isNotNull();
        });
        assertThat((String) other.reload("list", 1)).startsWith("[");
    }

    private static int ready() throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString())
                .statusCode();
    }
}
