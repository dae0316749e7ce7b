package io.windowreload.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.TestPostgres;
import io.windowreload.local.CloudOptions;
import io.windowreload.local.LocalCloud;
import io.windowreload.local.dms.cloud.Delays;
import io.windowreload.local.dms.load.JdbcAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person sees on the calendar what DMS has recorded as wrong, and has it set right, in a real browser. */
class DriftPageTest {
    /** Within the calendar, whenever this runs. */
    private final YearMonth month = YearMonth.now(ZoneOffset.UTC).minusMonths(3);

    private static void run(JdbcAddress address, String sql) throws SQLException {
        try (var connection = address.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Two orders are wrong in production, and DMS's validation has recorded them. */
    private void damage(LocalCloud cloud) throws SQLException {
        for (var side : new String[] {"source_schema", "production"}) {
            run(
                    side.equals("production") ? cloud.target() : cloud.source().address(),
                    "insert into " + side + ".orders values (7001, 1, 5, '" + month + "-05 00:00:00', '" + month
                            + "-05 00:00:00'), (7002, 1, 5, '" + month + "-06 00:00:00', '" + month + "-06 00:00:00')");
        }
        run(cloud.target(), "update production.orders set amount = 1 where order_id in (7001, 7002)");
        run(
                cloud.target(),
                "create table public.awsdms_validation_failures_v1 (\"TASK_NAME\" text, \"TABLE_OWNER\" text, \"TABLE_NAME\""
                        + " text, \"FAILURE_TIME\" timestamp, \"KEY_TYPE\" text, \"KEY\" text, \"FAILURE_TYPE\" text, \"DETAILS\" text)");
        run(
                cloud.target(),
                "insert into public.awsdms_validation_failures_v1 select 'T', 'SOURCE_SCHEMA', 'ORDERS', localtimestamp, 'Row',"
                        + " '{\"key\": [\"' || k || '\"]}', 'RECORD_DIFF', '' from (values (7001), (7002)) v (k)");
    }

    private static LocalCloud cloud() {
        return LocalCloud.start(
                CloudOptions.of(30, 60).quiet().delays(Delays.all(Duration.ofMillis(20))),
                new JdbcAddress(TestPostgres.emptyUrl(), "postgres", ""));
    }

    private static void awaitNothing(Served served) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> served.json("/api/drift").get("known").isEmpty());
    }

    @Test
    void the_api_tells_drift_and_asks_for_what_sets_it_right(@TempDir Path folder) throws Exception {
        try (var cloud = cloud();
                var served = Served.on(cloud, folder)) {
            damage(cloud);
            var known = served.json("/api/drift");
            assertThat(known.at("/known/0/month").asText()).isEqualTo(month.toString());
            assertThat(known.at("/known/0/rows").asLong()).isEqualTo(2);
            assertThat(known.at("/repair/requests/0/keys").asLong()).isEqualTo(2);
            assertThat(known.get("complete").asBoolean())
                    .as("not all control tables are there")
                    .isFalse();

            var asked = served.post("/api/drift/requests", "{\"reason\":\"INC-8\",\"by\":\"mira\"}");

            assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
            awaitNothing(served);
            assertThat(served.json("/api/runs").toString())
                    .contains("INC-8: drift: production.orders VALIDATION_FAILED 2", "\"byKeys\":true");
            assertThat(served.post("/api/drift/requests", "{}").statusCode())
                    .as("nothing to ask for")
                    .isEqualTo(200);
        }
    }

    @Test
    void drift_stands_in_the_calendar_with_its_count_and_is_repaired_by_a_button(@TempDir Path folder)
            throws Exception {
        try (var browser = Browser.start(folder.resolve("profile"));
                var cloud = cloud();
                var served = Served.on(cloud, folder)) {
            damage(cloud);
            browser.open(served.at("/status"));
            browser.awaitTrue(cell("drift"));
            assertThat(browser.eval(cell("drift") + ".innerText").asText()).isEqualTo("2");
            assertThat(browser.eval(cell("drift") + ".title").asText())
                    .contains("known to be wrong: validation failed 2", "never reloaded");
            browser.click("#only-drift", "only drift");
            browser.awaitTrue("document.querySelectorAll('#calendar tbody tr').length === 1");

            browser.click("#repair", "Repair drift (1)");
            browser.awaitText("dialog", "2 keys: production.orders");
            browser.fill("dialog [name=reason]", "INC-8");
            browser.click("dialog button", "Ask for them");

            awaitNothing(served);
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private String cell(String state) {
        return "document.querySelector('.cell[title*=\"orders " + month + "\"][data-state=" + state + "]')";
    }
}
