package io.windowreload.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.windowreload.db.TestSql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file is told whose request was done before. */
class FolderAnswersTest {
    private static final String MONTH = "\"month\":\"2025-01\"}";

    private static Served served;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        served = Served.start(folder);
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    @BeforeEach
    void forget() throws Exception {
        served.forget();
        drop("first", "january");
        await().until(() -> !served.program.ledger().list(10).isEmpty());
        end(1, "SUCCESS");
        assertThat(reply("first").has("nothingDone")).as("it did this").isFalse();
    }

    private static void drop(String name, String requestId) throws Exception {
        var draft =
                Files.writeString(served.inbox.resolve(name + ".tmp"), "{\"requestId\":\"" + requestId + "\"," + MONTH);
        Files.move(draft, served.inbox.resolve(name + ".json"));
    }

    private static void end(long run, String state) {
        served.db.update(
                TestSql.of(
                        "update admin.reload_runs set state = :state, finished_at = clock_timestamp() where run_id = :run"),
                Map.of("run", run, "state", state));
        served.db.update(
                TestSql.of("update admin.reload_run_tables set merge_state = 'VERIFIED' where run_id = :run"),
                Map.of("run", run));
    }

    /** The reply; it and what it answers are taken away, so that the next test may use the name. */
    private static JsonNode reply(String name) throws Exception {
        var reply = served.inbox.resolve("done/" + name + ".result.json");
        var file = served.inbox.resolve("done/" + name + ".json");
        await().until(() -> Files.exists(reply) && Files.exists(file));
        var document = Served.JSON.readTree(reply.toFile());
        Files.delete(reply);
        Files.delete(file);
        return document;
    }

    @Test
    void the_same_request_again_is_told_first_that_nothing_was_done() throws Exception {
        drop("second", "january");

        var document = reply("second");
        assertThat(document.fieldNames().next()).isEqualTo("nothingDone");
        assertThat(document.get("nothingDone").asText())
                .startsWith("NOTHING DONE: run 1 did this on ")
                .contains("another requestId");
        assertThat(document.get("run").asLong()).isEqualTo(1);
        assertThat(served.program.ledger().list(10)).hasSize(1);
    }

    @Test
    void another_request_for_the_same_month_is_another_run() throws Exception {
        drop("other", "january-again");

        await().until(() -> served.program.ledger().list(10).size() == 2);
        end(2, "SUCCESS");
        var document = reply("other");
        assertThat(document.has("nothingDone")).isFalse();
        assertThat(document.get("run").asLong()).isEqualTo(2);
    }

    @Test
    void a_request_whose_run_was_undone_runs_again() throws Exception {
        served.db.update(
                TestSql.of("insert into admin.reload_runs (request_id, origin, of_run_id, state, finished_at)"
                        + " values ('undo:1', 'undo', 1, 'SUCCESS', clock_timestamp())"),
                Map.of());

        drop("undone", "january");

        await().until(() -> served.program.ledger().list(10).size() == 3);
        end(3, "SUCCESS");
        var document = reply("undone");
        assertThat(document.has("nothingDone")).isFalse();
        assertThat(document.get("run").asLong()).isEqualTo(3);
    }
}
