package io.windowreload.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.TestPostgres;
import io.windowreload.local.CloudOptions;
import io.windowreload.local.LocalCloud;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.load.JdbcAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person reloads a window on the page, sees one fail and puts it right, in a real browser. */
class PageStoryTest {
    @Test
    void a_window_is_reloaded_and_one_that_fails_is_retried(@TempDir Path folder) throws Exception {
        try (var browser = Browser.start(folder.resolve("profile"));
                var cloud = LocalCloud.start(
                        CloudOptions.of(900, 2700).quiet(), new JdbcAddress(TestPostgres.emptyUrl(), "postgres", ""));
                var served = Served.on(cloud, folder, "reload.schedule.cron", "0 0 2 1 * ?")) {
            browser.open(served.at("/status"));
            browser.awaitText("#ready", "READY");
            browser.awaitText("#running", "Nothing is running");
            browser.awaitText("#recent", "No run yet");

            // Slow enough to be seen.
            cloud.dms().faults().add(Fault.of(FaultKind.SLOW_LOAD).on("ORDERS").delay(Duration.ofSeconds(2)));
            submit(browser, "2025-01", "CDC gap, INC-1234");
            browser.awaitText("#run .pill", "running");
            browser.click("#run a", "Overview");
            browser.awaitText("#running .card", "orders");
            browser.awaitTrue(cell("orders", "2025-01", "running"));
            browser.awaitTrue(cell("orders", "2025-01", "verified"));
            browser.awaitTrue(cell("customers", "2025-01", "verified"));
            browser.awaitText("#running", "Nothing is running");
            // A second look at rows that CDC may have touched can stand above it.
            assertThat(browser.text("#recent")).contains("success", "2025-01", "customers, orders");

            cloud.dms()
                    .faults()
                    .add(Fault.of(FaultKind.TABLE_ERROR).on("ORDERS").text("ORA-01555: snapshot too old"));
            submit(browser, "2025-02", "The same gap");
            browser.awaitText("#run .pill", "failed");
            browser.awaitText("#run .card.bad", "DMS_TABLE_ERROR");
            browser.screenshot("failed-run");
            browser.click("a.brand", "");
            browser.awaitTrue(cell("orders", "2025-02", "failed"));
            browser.awaitText("#attention-title", "Needs you (1)");
            assertThat(browser.text("#attention .card"))
                    .contains("DMS_TABLE_ERROR", "Read the table's error in the task's CloudWatch log", "2025-02");
            assertThat(browser.eval("document.title").asText()).startsWith("(1)");
            browser.screenshot("needs-you");

            browser.click("#attention button", "Retry");
            browser.fill("dialog [name=reason]", "The undo space is larger now");
            browser.click("dialog button", "Retry");
            browser.awaitTrue(cell("orders", "2025-02", "verified"));
            browser.awaitTrue("document.querySelector('#attention').hidden");
            browser.click("#recent tr:has([data-state=failed]) a", "");
            browser.awaitText("#run", "retry by Mira (api): The undo space is larger now");
            browser.click("#run .facts a", "(success)");
            browser.awaitText("#run", "attempt 2");
            browser.awaitText("#run", "DMS statistics");

            assertThat(browser.complaints()).isEmpty();
            assertThat(browser.requests())
                    .filteredOn(uri -> uri.getHost() != null)
                    .isNotEmpty()
                    .allSatisfy(uri -> assertThat(uri.getAuthority())
                            .isEqualTo(served.at("/").getAuthority()));
        }
    }

    private static void submit(Browser browser, String month, String reason) {
        browser.click("#new", "New reload");
        browser.fill("dialog [name=month]", month);
        browser.click("dialog .choice", "customers");
        browser.click("dialog .choice", "orders");
        browser.fill("dialog [name=reason]", reason);
        browser.fill("dialog [name=by]", "Mira");
        browser.click("dialog button", "Reload");
    }

    private static String cell(String table, String month, String state) {
        return "document.querySelector('.cell[title*=\"" + table + " " + month + "\"][data-state=" + state + "]')";
    }
}
