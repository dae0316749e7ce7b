package io.windowreload.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.windowreload.TestPostgres;
import io.windowreload.local.CloudOptions;
import io.windowreload.local.LocalCloud;
import io.windowreload.local.dms.cloud.Delays;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.load.JdbcAddress;
import io.windowreload.window.ErrorCode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description of the API and the API are the same: route by route, and answer by answer. */
class OpenApiTest {
    private static ApiDescription described;
    private static LocalCloud cloud;
    private static Served served;

    private final Set<String> called = new TreeSet<>();

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        described = ApiDescription.load();
        cloud = LocalCloud.start(
                CloudOptions.of(120, 360).quiet().delays(Delays.all(Duration.ofMillis(20))),
                new JdbcAddress(TestPostgres.migratedUrl(), "postgres", ""));
        served = Served.on(cloud, folder, "reload.schedule.cron", "0 0 2 1 * ?");
    }

    @AfterAll
    static void stop() {
        served.close();
        cloud.close();
    }

    @Test
    void every_route_is_described_and_every_description_is_a_route() throws Exception {
        var routes = new TreeSet<String>();
        try (var files = Files.newDirectoryStream(Path.of("routes"), "http-*.camel.yaml")) {
            for (var file : files) {
                new YAMLMapper()
                        .readTree(file.toFile())
                        .findValues("from")
                        .forEach(from -> routes.add(
                                from.at("/parameters/httpMethodRestrict").asText() + " "
                                        + from.get("uri").asText().replaceFirst("^platform-http:", "")));
            }
        }
        routes.removeIf(route -> !route.contains(" /api/"));
        assertThat(described.operations()).isEqualTo(routes).hasSizeGreaterThan(15);
    }

    @Test
    void every_code_is_one() {
        for (var code : ErrorCode.values()) {
            assertThat(code.name())
                    .matches(described
                            .document()
                            .at("/components/schemas/Code/pattern")
                            .asText());
        }
    }

    @Test
    void it_is_served_with_the_schema_that_it_refers_to() throws Exception {
        var document = new YAMLMapper()
                .readTree(served.get(served.at("/api/openapi.yaml")).body());
        assertThat(document).isEqualTo(described.document());
        var schema = document.at("/components/requestBodies/Request/content/application~1json/schema/$ref");
        assertThat(served.json("/api/" + schema.asText()))
                .isEqualTo(Served.JSON.readTree(
                        Path.of("config/request.schema.json").toFile()));
    }

    /** A story that makes every operation answer, well and ill. */
    @Test
    void every_answer_is_as_it_is_described() throws Exception {
        get("/api/status", "");
        var january = number(post("/api/requests", "", request("january")));
        awaitEnd(january, "SUCCESS");
        post("/api/requests", "", request("january"));
        get("/api/runs/{run}", "/" + january);
        post("/api/runs/{run}/retry", "/" + january, "{}");
        awaitEnd(number(post("/api/plans", "", request("january"))), "SUCCESS");
        var undo = number(post("/api/runs/{run}/undo", "/" + january, "{\"reason\":\"as a rehearsal\"}"));
        awaitEnd(undo, "SUCCESS");
        get("/api/runs/{run}", "/" + undo);
        post("/api/runs/{run}/undo", "/" + undo, "{}");

        cloud.dms().faults().add(Fault.of(FaultKind.SLOW_READY).delay(Duration.ofSeconds(6)));
        var cancelled = number(post("/api/requests", "?again=true", request("january")));
        await().until(() -> run(cancelled).path("phase").asText().equals("load"));
        get("/api/status", "");
        post("/api/runs/{run}/pause", "/" + cancelled, "{\"by\":\"mira\"}");
        post("/api/runs/{run}/pause", "/" + cancelled, "{\"by\":\"mira\",\"reason\":\"closing\"}");
        get("/api/status", "");
        post("/api/runs/{run}/resume", "/" + cancelled, "{\"by\":\"mira\"}");
        post("/api/runs/{run}/cancel", "/" + cancelled, "{\"by\":\"mira\"}");
        get("/api/runs/{run}", "/" + cancelled);
        cloud.dms().faults().clear();
        awaitEnd(cancelled, "CANCELLED");

        var keys = number(post(
                "/api/requests",
                "",
                "{\"requestId\":\"keys\",\"keys\":{\"orders\":[{\"order_id\":1},{\"order_id\":77777}]}}"));
        awaitEnd(keys, "SUCCESS");
        get("/api/runs/{run}", "/" + keys);
        post("/api/requests", "", "{\"keys\":{\"orders\":[{\"id\":1}]}}");

        cloud.dms().faults().add(Fault.of(FaultKind.TABLE_ERROR).on("ORDERS").text("ORA-01555"));
        // Without a look, which would meet the errors that are to come.
        var alone = request("one-table").replace("}", ",\"options\":{\"secondLook\":false}}");
        var partial = number(post("/api/requests", "", alone));
        awaitEnd(partial, "PARTIAL");
        get("/api/runs/{run}", "/" + partial);
        awaitEnd(number(post("/api/runs/{run}/retry", "/" + partial, "{}")), "SUCCESS");

        for (var table : List.of("ORDERS", "CUSTOMERS")) {
            cloud.dms().faults().add(Fault.of(FaultKind.TABLE_ERROR).on(table).text("ORA-01555"));
        }
        var failed = number(post("/api/requests", "", request("february").replace("-01", "-02")));
        awaitEnd(failed, "FAILED");
        get("/api/status", "");
        get("/api/runs", "?state=failed&limit=5");
        get("/api/runs/{run}", "/" + failed);
        get("/api/drift", "");
        get("/api/drift", "?from=2025-01&to=2025-03");
        get("/api/drift", "?from=2025-03&to=2025-03");
        get("/api/drift", "?from=soon");
        post("/api/drift/requests", "", "{\"raeson\":\"x\"}");
        post("/api/runs/{run}/dismiss", "/" + failed, "{\"reason\":\"known\"}");
        post("/api/runs/{run}/dismiss", "/" + failed, "");
        awaitEnd(number(post("/api/runs/{run}/retry", "/" + failed, "{}")), "SUCCESS");

        for (var entry : List.of("schedule", "folder")) {
            post("/api/" + entry + "/pause", "", "{}");
            post("/api/" + entry + "/pause", "", "{\"reason\":\"month end\"}");
            get("/api/status", "");
            post("/api/" + entry + "/resume", "", "{}");
            post("/api/" + entry + "/resume", "", "no json");
        }
        for (var verb : List.of("retry", "cancel", "undo", "dismiss", "approve", "pause", "resume")) {
            post("/api/runs/{run}/" + verb, "/77", "{}");
            post("/api/runs/{run}/" + verb, "/1", "{\"raeson\":\"x\"}");
        }
        for (var asked : List.of("/api/requests", "/api/plans")) {
            post(asked, "", "{\"monht\":\"2025-01\"}");
            post(asked, "", "no json");
            post(asked, "", " ".repeat(300_000));
            answer(
                    "POST " + asked,
                    served.send(HttpRequest.newBuilder(served.at(asked)).POST(BodyPublishers.ofString("{}"))));
        }
        post("/api/drift/requests", "", "{\"reason\":\"all that is wrong\",\"by\":\"mira\"}");
        get("/api/runs", "?state=good");
        get("/api/runs/{run}", "/none");
        for (var self : List.of("/api/errors", "/api/openapi.yaml", "/api/request.schema.json")) {
            get(self, "");
        }
        // Without a users-file nobody approves; HttpBorderTest has one.
        called.add("POST /api/runs/{run}/approve");
        assertThat(called).as("operations that have answered").isEqualTo(described.operations());
    }

    private static String request(String id) {
        return "{\"requestId\":\"" + id + "\",\"reason\":\"CDC gap\",\"requestedBy\":\"mira\",\"month\":\"2025-01\"}";
    }

    private JsonNode get(String path, String rest) throws Exception {
        return answer("GET " + path, served.get(served.at(filled(path, rest))));
    }

    private JsonNode post(String path, String rest, String body) throws Exception {
        return answer("POST " + path, served.post(filled(path, rest), body));
    }

    /** What stands for {@code {run}} or, as a query, behind the path. */
    private static String filled(String path, String rest) {
        return path.contains("/{run}") ? path.replace("/{run}", rest) : path + rest;
    }

    private JsonNode answer(String operation, HttpResponse<String> response) throws Exception {
        described.assertFits(operation, response);
        if (response.statusCode() < 300) {
            called.add(operation);
        }
        return operation.endsWith(".yaml") ? null : Served.JSON.readTree(response.body());
    }

    private static long number(JsonNode run) {
        return run.get("run").asLong();
    }

    private static JsonNode run(long number) throws Exception {
        return served.json("/api/runs/" + number);
    }

    private static void awaitEnd(long number, String state) {
        await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> run(number).get("state").asText(),
                        List.of("SUCCESS", "PARTIAL", "FAILED", "CANCELLED")::contains);
        await().untilAsserted(
                        () -> assertThat(run(number).get("state").asText()).isEqualTo(state));
    }
}
