package io.windowreload.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.windowreload.db.TestSql;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTest {
    private static final String JANUARY = "{\"requestId\":\"january\",\"requestedBy\":\"mira\",\"month\":\"2025-01\"}";

    private static Served served;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        served = Served.start(folder, "reload.schedule.cron", "0 0 2 1 * ?");
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    @BeforeEach
    void forget() {
        served.forget();
    }

    /** The source of this test is away, which is not what it asks about. */
    private static List<JsonNode> attention() throws Exception {
        var items = new ArrayList<JsonNode>();
        served.json("/api/status").get("attention").forEach(items::add);
        items.removeIf(item -> item.get("kind").asText().equals("source"));
        return items;
    }

    private static JsonNode document(HttpResponse<String> response) throws Exception {
        return Served.JSON.readTree(response.body());
    }

    private void assertProblem(HttpResponse<String> response, int status, String code) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
        var problem = document(response);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("code").asText()).isEqualTo(code);
        assertThat(problem.get("hint").asText()).isNotBlank();
    }

    private void fail(long run, String code) {
        served.db.update(
                TestSql.of("update admin.reload_runs set state = 'FAILED', finished_at = clock_timestamp(),"
                        + " error_code = :code, error_detail = 'as planned' where run_id = :run"),
                Map.of("run", run, "code", code));
    }

    @Test
    void an_empty_ledger_says_so_in_one_document() throws Exception {
        var status = served.json("/api/status");
        assertThat(status.at("/running")).isEmpty();
        assertThat(status.at("/recent")).isEmpty();
        assertThat(status.at("/schedule/state").asText()).isEqualTo("active");
        assertThat(status.at("/schedule/nextFire").asText()).endsWith("-01T02:00:00Z");
        assertThat(status.at("/folder/state").asText()).isEqualTo("watching");
        assertThat(status.at("/calendar/months")).hasSize(12);
        assertThat(status.at("/calendar/tables/0/table").asText()).isEqualTo("production.customers");
        assertThat(status.at("/calendar/tables/0/cells")).isEmpty();
    }

    @Test
    void a_request_is_accepted_once_however_often_it_is_sent() throws Exception {
        var first = served.post("/api/requests", JANUARY);
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(first.headers().firstValue("location")).hasValue("/api/runs/1");
        var second = served.post("/api/requests", JANUARY);
        assertThat(second.statusCode()).isEqualTo(202);
        assertThat(document(second).get("run").asLong()).isEqualTo(1);
        assertThat(served.json("/api/runs").get("runs")).hasSize(1);
        var run = served.json("/api/runs/1");
        assertThat(run.get("origin").asText()).isEqualTo("api");
        assertThat(run.at("/request/month").asText()).isEqualTo("2025-01");
        assertThat(run.at("/operations/0/actor").asText()).isEqualTo("mira");
    }

    @Test
    void a_request_that_was_done_is_done_again_only_on_demand() throws Exception {
        served.post("/api/requests", JANUARY);
        served.db.update(
                TestSql.of("update admin.reload_runs set state = 'SUCCESS', finished_at = clock_timestamp()"),
                Map.of());
        var same = served.post("/api/requests", JANUARY);
        assertThat(same.statusCode()).isEqualTo(200);
        assertThat(document(same).get("run").asLong()).isEqualTo(1);
        assertThat(same.body().strip()).startsWith("{\"nothingDone\":\"NOTHING DONE: run 1 did this on ");
        assertThat(document(served.post("/api/requests?again=true", JANUARY))
                        .get("run")
                        .asLong())
                .isEqualTo(2);
    }

    @Test
    void a_request_that_does_not_fit_is_answered_with_the_place() throws Exception {
        var response = served.post("/api/requests", "{\"monht\":\"2025-01\"}");
        assertProblem(response, 422, "REQUEST_INVALID");
        assertThat(document(response).get("pointer").asText()).isEqualTo("/monht");
        assertProblem(served.post("/api/requests", "no json"), 400, "REQUEST_UNREADABLE");
        assertProblem(
                served.post("/api/requests", "{\"month\":\"2025-01\",\"tables\":[\"nothing\"]}"), 422, "TABLE_UNKNOWN");
        assertProblem(served.post("/api/requests", JANUARY + " ".repeat(300_000)), 413, "REQUEST_UNREADABLE");
    }

    @Test
    void a_plan_is_a_dry_run_that_does_not_stand_for_its_request() throws Exception {
        var plan = document(served.post("/api/plans", JANUARY));
        assertThat(plan.get("dryRun").asBoolean()).isTrue();
        assertThat(plan.get("requestId").asText()).isEqualTo("january-plan");
        var run = document(served.post("/api/requests", JANUARY));
        assertThat(run.get("dryRun").asBoolean()).isFalse();
        assertThat(run.get("run").asLong()).isEqualTo(2);
    }

    @Test
    void a_failed_run_needs_a_person_until_it_is_retried() throws Exception {
        served.post("/api/requests", JANUARY);
        assertProblem(served.post("/api/runs/1/retry", "{}"), 409, "RUN_WRONG_STATE");
        fail(1, "DMS_TABLE_ERROR");
        var item = attention().get(0);
        assertThat(item.get("kind").asText()).isEqualTo("failed");
        assertThat(item.get("code").asText()).isEqualTo("DMS_TABLE_ERROR");
        assertThat(item.get("hint").asText()).isNotBlank();
        assertThat(item.get("actions")).extracting(JsonNode::asText).containsExactly("retry", "dismiss");
        var retried = served.post("/api/runs/1/retry", "{\"reason\":\"mended\",\"by\":\"jonas\"}");
        assertThat(retried.statusCode()).isEqualTo(202);
        assertThat(document(retried).get("attempt").asInt()).isEqualTo(2);
        assertThat(document(retried).at("/window/from").asText()).isEqualTo("2025-01-01T00:00");
        assertThat(attention()).isEmpty();
        assertThat(served.json("/api/runs/1").at("/operations/1/reason").asText())
                .isEqualTo("mended");
        assertThat(served.json("/api/runs/1").at("/others/0/run").asLong()).isEqualTo(2);
    }

    @Test
    void a_failed_run_can_be_dismissed_once() throws Exception {
        served.post("/api/requests", JANUARY);
        fail(1, "VERIFY_FAILED");
        assertThat(served.post("/api/runs/1/dismiss", "{\"reason\":\"known\"}").statusCode())
                .isEqualTo(200);
        assertThat(attention()).isEmpty();
        assertProblem(served.post("/api/runs/1/dismiss", ""), 409, "RUN_WRONG_STATE");
    }

    @Test
    void a_run_that_never_began_ends_when_it_is_cancelled() throws Exception {
        served.post("/api/requests", JANUARY);
        var cancelled = document(served.post("/api/runs/1/cancel", "{\"reason\":\"wrong month\",\"by\":\"mira\"}"));
        assertThat(cancelled.get("state").asText()).isEqualTo("CANCELLED");
        assertThat(served.json("/api/runs/1").get("cancelReason").asText()).isEqualTo("wrong month (mira)");
        assertProblem(served.post("/api/runs/1/cancel", "{}"), 409, "RUN_WRONG_STATE");
    }

    @Test
    void an_unknown_run_is_not_found() throws Exception {
        assertProblem(served.get(served.at("/api/runs/77")), 404, "RUN_UNKNOWN");
        assertProblem(served.get(served.at("/api/runs/x")), 404, "RUN_UNKNOWN");
        assertProblem(served.post("/api/runs/77/cancel", "{}"), 404, "RUN_UNKNOWN");
    }

    @Test
    void an_order_with_an_unknown_member_is_refused() throws Exception {
        served.post("/api/requests", JANUARY);
        assertProblem(served.post("/api/runs/1/cancel", "{\"raeson\":\"x\"}"), 400, "REQUEST_UNREADABLE");
    }

    @Test
    void runs_are_listed_newest_first_in_pages_and_by_what_they_are() throws Exception {
        for (var month : List.of("2025-01", "2025-02", "2025-03")) {
            served.post("/api/requests", "{\"month\":\"" + month + "\",\"tables\":[\"orders\"]}");
        }
        fail(2, "DMS_TASK_FAILED");
        assertThat(served.json("/api/runs?limit=2").get("runs"))
                .extracting(run -> run.get("run").asInt())
                .containsExactly(3, 2);
        assertThat(served.json("/api/runs?limit=2&before=2").get("runs"))
                .extracting(run -> run.get("run").asInt())
                .containsExactly(1);
        assertThat(served.json("/api/runs?state=failed").get("runs")).hasSize(1);
        assertThat(served.json("/api/runs?table=customers").get("runs")).isEmpty();
        assertThat(served.json("/api/runs?table=production.orders").get("runs")).hasSize(3);
        assertProblem(served.get(served.at("/api/runs?state=good")), 422, "REQUEST_INVALID");
        for (var limit : List.of("many", "9223372036854775808", "-1", "1e3", "")) {
            assertProblem(served.get(served.at("/api/runs?limit=" + limit)), 422, "REQUEST_INVALID");
        }
        for (var huge : List.of("2147483648", "4294967297", "9223372036854775807")) {
            assertThat(served.json("/api/runs?limit=" + huge).get("runs"))
                    .as(huge)
                    .hasSize(3);
        }
        assertProblem(served.get(served.at("/api/runs/9223372036854775808")), 404, "RUN_UNKNOWN");
    }

    @Test
    void a_pause_needs_a_reason_and_is_remembered_with_who_and_why() throws Exception {
        assertProblem(served.post("/api/schedule/pause", "{}"), 422, "REQUEST_INVALID");
        served.post("/api/schedule/pause", "{\"reason\":\"month end\",\"by\":\"mira\"}");
        var schedule = served.json("/api/status").get("schedule");
        assertThat(schedule.get("state").asText()).isEqualTo("paused");
        assertThat(schedule.at("/paused/actor").asText()).isEqualTo("mira");
        assertThat(schedule.at("/paused/reason").asText()).isEqualTo("month end");
        served.post("/api/schedule/resume", "{}");
        assertThat(served.json("/api/status").at("/schedule/state").asText()).isEqualTo("active");
    }

    @Test
    void what_lies_in_the_folder_and_is_no_request_is_named_and_no_illness() throws Exception {
        var stranger = Files.writeString(served.inbox.resolve("x.txt"), "{}");
        Files.setLastModifiedTime(stranger, FileTime.from(Instant.now().minusSeconds(120)));
        await().untilAsserted(() -> {
            var status = served.json("/api/status");
            assertThat(status.at("/folder/notTaken"))
                    .extracting(JsonNode::asText)
                    .containsExactly("x.txt");
            assertThat(status.at("/health/checks"))
                    .filteredOn(check -> check.get("name").asText().equals("folder"))
                    .singleElement()
                    .satisfies(check -> assertThat(check.get("state").asText()).isEqualTo("up"))
                    .satisfies(check -> assertThat(check.get("detail").asText()).endsWith("; not taken: x.txt"));
        });
        Files.delete(stranger);
        await().until(() -> served.json("/api/status").at("/folder/notTaken").isEmpty());
    }

    @Test
    void files_wait_in_a_paused_folder() throws Exception {
        served.post("/api/folder/pause", "{\"reason\":\"quiet, please\"}");
        Files.writeString(served.inbox.resolve("january.json"), JANUARY);
        // What the folder takes next is proof that it has looked: the file that waited comes first.
        assertThat(served.json("/api/status").at("/folder/waiting").asInt()).isEqualTo(1);
        assertThat(served.json("/api/runs").get("runs")).isEmpty();
        served.post("/api/folder/resume", "{}");
        await().until(() -> served.json("/api/runs").get("runs").size() == 1);
        await().until(() -> served.json("/api/status").at("/folder/waiting").asInt() == 0);
    }

    @Test
    void every_error_code_is_explained() throws Exception {
        var errors = served.json("/api/errors").get("errors");
        assertThat(errors).extracting(error -> error.get("code").asText()).contains("RUN_UNKNOWN", "INTERNAL");
        assertThat(errors)
                .allSatisfy(error -> assertThat(error.get("hint").asText()).isNotBlank());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/application.properties",
                "/config/application.properties",
                "/logback.xml",
                "/config/logback.xml",
                "/config/tables.json",
                "/META-INF/MANIFEST.MF",
                "/META-INF/services/org/apache/camel/component.properties",
                "/sql/migrations/V001__ledger.sql",
                "/../config/application.properties",
                "/ui/../../config/application.properties",
                "/ui/..%2f..%2fconfig%2fapplication.properties",
                "/ui/%252e%252e/config/application.properties",
                "/ui/..\\status.html",
                "/ui/status.js/..",
                "/ui//etc/passwd",
                "//etc/passwd",
                "/status/x",
                "/jolokia-access.xml",
                "/pom.xml",
                "/routes/reload-run.camel.yaml",
                "/io/windowreload/App.class",
                "/ui/../config/application.properties",
                "/ui/%2e%2e/config/application.properties",
                "/ui/nothing.js",
                "/ui/",
                "/api/nothing",
                "/observe/metrics"
            })
    void nothing_but_the_page_and_the_api_is_served(String path) throws Exception {
        // Over a socket: the JDK's client would tidy the path up.
        assertThat(Rebound.statusLine("127.0.0.1", served.at("/").getPort(), path))
                .contains(" 404 ");
        if (!path.startsWith("/observe/")) {
            assertThat(Rebound.statusLine("127.0.0.1", served.observed("").getPort(), path))
                    .contains(" 404 ");
        }
    }

    @Test
    void what_is_not_there_is_a_problem_with_its_code() throws Exception {
        for (var path : List.of("/application.properties", "/logback.xml", "/META-INF/MANIFEST.MF", "/ui/nothing.js")) {
            assertProblem(served.get(served.at(path)), 404, "ADDRESS_UNKNOWN");
        }
    }

    @Test
    void a_file_of_the_page_is_sent_once_and_then_only_when_it_has_changed() throws Exception {
        var first = served.get(served.at("/ui/status.js"));
        var tag = first.headers().firstValue("etag").orElseThrow();
        assertThat(first.headers().allValues("cache-control")).containsExactly("private, no-cache");
        var second = served.get(served.at("/ui/status.js"), "If-None-Match", tag);
        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
        assertThat(served.get(served.at("/ui/status.js"), "If-None-Match", "\"old\"")
                        .body())
                .isEqualTo(first.body());
        assertThat(served.get(served.at("/api/status")).headers().allValues("cache-control"))
                .containsExactly("no-store");
    }

    @Test
    void the_page_is_served_with_a_policy_that_allows_its_own_files_only() throws Exception {
        var page = served.get(served.at("/"));
        assertThat(page.statusCode()).isEqualTo(302);
        var status = served.get(served.at("/status"));
        assertThat(status.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
        assertThat(status.headers().firstValue("content-security-policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(status.body())
                .doesNotContain("style=")
                .doesNotContain("onclick")
                .doesNotContain("<style");
        for (var file : List.of(
                "status.css",
                "status.js",
                "page.js",
                "morph.js",
                "run.js",
                "forms.js",
                "calendar.js",
                "drift.js",
                "age.js",
                "icon.svg")) {
            assertThat(served.get(served.at("/ui/" + file)).statusCode())
                    .as(file)
                    .isEqualTo(200);
        }
    }

    @Test
    void nothing_of_a_request_s_headers_comes_back() throws Exception {
        var response = served.send(
                HttpRequest.newBuilder(served.at("/api/status")),
                "X-Secret",
                "hidden",
                "Authorization",
                "Bearer hidden");
        assertThat(response.headers().map().toString()).doesNotContain("hidden");
    }

    @Test
    void only_json_changes_anything() throws Exception {
        var form = HttpRequest.newBuilder(served.at("/api/requests")).POST(BodyPublishers.ofString(JANUARY));
        assertProblem(served.send(form, "Content-Type", "text/plain"), 415, "REQUEST_UNREADABLE");
        assertProblem(
                served.send(HttpRequest.newBuilder(served.at("/api/requests")).POST(BodyPublishers.ofString(JANUARY))),
                415,
                "REQUEST_UNREADABLE");
    }

    @Test
    void a_page_of_another_site_changes_nothing() throws Exception {
        assertProblem(served.post("/api/requests", JANUARY, "Origin", "https://evil.example"), 403, "ACCESS_DENIED");
        assertProblem(served.post("/api/requests", JANUARY, "Origin", "null"), 403, "ACCESS_DENIED");
        assertProblem(served.post("/api/requests", JANUARY, "Sec-Fetch-Site", "cross-site"), 403, "ACCESS_DENIED");
        var own = "http://" + served.at("/").getAuthority();
        assertThat(served.post("/api/requests", JANUARY, "Origin", own).statusCode())
                .isEqualTo(202);
    }
}
