package io.windowreload.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.TestPostgres;
import io.windowreload.local.CloudOptions;
import io.windowreload.local.LocalCloud;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.load.JdbcAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person reloads a window on the page, sees one fail and puts it right, in a real browser. */
class PageStoryTest {
    // Within the calendar, whenever this runs: the sample rows of January and February 2025 are moved there.
    private final YearMonth first = YearMonth.now(ZoneOffset.UTC).minusMonths(3);
    private final String january = first.toString();
    private final String february = first.plusMonths(1).toString();

    @Test
    void a_window_is_reloaded_and_one_that_fails_is_retried(@TempDir Path folder) throws Exception {
        try (var browser = Browser.start(folder.resolve("profile"));
                var cloud = LocalCloud.start(
                        CloudOptions.of(900, 2700).quiet(),
                        new JdbcAddress(TestPostgres.migratedUrl(), "postgres", ""));
                var served = Served.on(cloud, folder, "reload.schedule.cron", "0 0 2 1 * ?")) {
            move(cloud);
            browser.open(served.at("/status"));
            browser.awaitText("#ready", "READY");
            browser.awaitText("#running", "Nothing is running");
            browser.awaitText("#recent", "No run yet");

            // Slow enough to be seen.
            cloud.dms().faults().add(Fault.of(FaultKind.SLOW_LOAD).on("ORDERS").delay(Duration.ofSeconds(2)));
            submit(browser, january, "CDC gap, INC-1234");
            browser.awaitText("#run .pill", "running");
            browser.click("#run a", "Overview");
            browser.awaitText("#running .card", "orders");
            browser.awaitTrue(cell("orders", january, "running"));
            browser.awaitTrue(cell("orders", january, "verified"));
            browser.awaitTrue(cell("customers", january, "verified"));
            browser.awaitText("#running", "Nothing is running");
            // A second look at rows that CDC may have touched can stand above it.
            assertThat(browser.text("#recent")).contains("success", january, "customers, orders");
            browser.awaitText("#recent", "second look of run 1");

            submit(browser, february, "What would it do?", true);
            browser.awaitText("#run .pill", "success");
            browser.click("#run button", "Run as planned");
            browser.click("dialog button", "Run as planned");
            browser.awaitTrue("!document.querySelector('#run .title .tag')");
            browser.awaitText("#run .pill", "success");
            browser.click("#run a", "Overview");

            for (var table : List.of("ORDERS", "CUSTOMERS")) {
                cloud.dms()
                        .faults()
                        .add(Fault.of(FaultKind.TABLE_ERROR).on(table).text("ORA-01555: snapshot too old"));
            }
            submit(browser, february, "The same gap");
            browser.awaitText("#run .pill", "failed");
            browser.awaitText("#run .card.bad", "DMS_TABLE_ERROR");
            browser.screenshot("failed-run");
            browser.click("a.brand", "");
            browser.awaitTrue(cell("orders", february, "failed"));
            browser.awaitText("#attention-title", "Needs you (1)");
            assertThat(browser.text("#attention .card"))
                    .contains("DMS_TABLE_ERROR", "Read the table's error in the task's CloudWatch log", february);
            assertThat(browser.eval("document.title").asText()).startsWith("(1)");
            browser.screenshot("needs-you");

            browser.click("#attention button", "Retry");
            browser.fill("dialog [name=reason]", "The undo space is larger now");
            browser.click("dialog button", "Retry");
            browser.awaitTrue(cell("orders", february, "verified"));
            browser.awaitTrue("document.querySelector('#attention').hidden");
            browser.click("#recent tr:has([data-state=failed]) a", "");
            browser.awaitText("#run", "retry by Mira (api): The undo space is larger now");
            browser.click("#run .facts a", "(success)");
            browser.awaitText("#run", "attempt 2");
            browser.awaitText("#run", "DMS statistics");

            anAnswerThatComesLateDrawsNothing(browser);

            assertThat(browser.complaints()).isEmpty();
            assertThat(browser.requests())
                    .filteredOn(uri -> uri.getHost() != null)
                    .isNotEmpty()
                    .allSatisfy(uri -> assertThat(uri.getAuthority())
                            .isEqualTo(served.at("/").getAuthority()));
        }
    }

    /** The answer about run 1 is held back until run 2 is shown. */
    private static void anAnswerThatComesLateDrawsNothing(Browser browser) {
        browser.eval("(() => { const real = fetch; window.held = []; window.fetch = (what, how) =>"
                + " String(what).endsWith('/api/runs/1') ? new Promise(go => held.push(() => go(real(what, how)))) : real(what, how);"
                + " location.hash = '#/runs/1'; })()");
        browser.awaitTrue("held.length > 0");
        browser.eval("location.hash = '#/runs/2'");
        browser.awaitText("#run .facts", "2, attempt");
        browser.eval("held.forEach(go => go())");
        // The next look at the ledger has been drawn by then.
        browser.eval("(() => { window.fresh = document.querySelector('#updated').innerText; })()");
        browser.awaitTrue("document.querySelector('#updated').innerText !== fresh");
        assertThat(browser.text("#run .facts")).contains("2, attempt");
    }

    private void move(LocalCloud cloud) throws SQLException {
        var months = YearMonth.of(2025, 1).until(first, ChronoUnit.MONTHS);
        try (var source = cloud.source().connect();
                var target = cloud.target().connect();
                var there = source.createStatement();
                var here = target.createStatement()) {
            for (var table : List.of("customers", "orders")) {
                there.execute("update source_schema." + table + " set updated_at = dateadd(month, " + months
                        + ", updated_at)");
                here.execute("update production." + table + " set updated_at = updated_at + interval '" + months
                        + " months'");
            }
        }
    }

    private static void submit(Browser browser, String month, String reason) {
        submit(browser, month, reason, false);
    }

    private static void submit(Browser browser, String month, String reason, boolean dryRun) {
        browser.click("#new", "New reload");
        browser.fill("dialog [name=month]", month);
        browser.click("dialog .choice", "customers");
        browser.click("dialog .choice", "orders");
        browser.fill("dialog [name=reason]", reason);
        browser.fill("dialog [name=by]", "Mira");
        if (dryRun) {
            browser.click("dialog .choice", "Dry run");
        }
        browser.click("dialog button", "Reload");
    }

    private static String cell(String table, String month, String state) {
        return "document.querySelector('.cell[title*=\"" + table + " " + month + "\"][data-state=" + state + "]')";
    }
}
