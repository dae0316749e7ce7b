package io.windowreload.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.db.TestSql;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page shows says how old it is, in a real browser: whatever hangs, nobody acts upon what is no longer so. */
class PageAgeTest {
    private static final String OFF = "document.querySelector('#new').disabled";
    private static final String LOUD = "!document.querySelector('#away').hidden";

    @Test
    void what_is_old_is_said_to_be_and_its_buttons_are_off(@TempDir Path folder) throws Exception {
        try (var browser = Browser.start(folder.resolve("profile"));
                var served = Served.start(folder, "reload.target.read-timeout", "1s")) {
            served.load("observe/sample-ledger.sql");
            browser.open(served.at("/status"));
            browser.awaitText("#ready", "READY");
            browser.awaitTrue("!" + LOUD + " && !" + OFF);

            aServerThatNeverAnswers(browser);
            aTabWhoseLooksHaveStopped(browser);
            aLedgerThatCannotBeRead(browser, served);
            anInstanceThatRemembersLess(browser);
            aRunThatCannotBeRead(browser);

            assertThat(browser.complaints())
                    .filteredOn(said -> !said.contains("503"))
                    .isEmpty();
        }
    }

    /** Its kernel takes the calls, its process is stopped. Time passes ten times as fast. */
    private static void aServerThatNeverAnswers(Browser browser) {
        browser.eval(
                "(() => { window.realFetch = fetch; window.realTimeout = setTimeout;"
                        + " window.setTimeout = (act, millis) => realTimeout(act, millis / 10);"
                        + " window.fetch = (what, how) => new Promise((_, no) => how.signal.addEventListener('abort', () => no(how.signal.reason))); })()");
        browser.awaitText("#away", "nothing within 8 s");
        assertThat(browser.text("#away")).contains(" old");
        assertThat(browser.text("#ready")).isEqualTo("NO ANSWER");
        assertThat(browser.eval("[...document.querySelectorAll('button:not(.stays)')].every(button => button.disabled)")
                        .asBoolean())
                .isTrue();
        browser.eval("(() => { window.fetch = realFetch; window.setTimeout = realTimeout; })()");
        fresh(browser);
    }

    private static void fresh(Browser browser) {
        browser.awaitTrue("!" + LOUD + " && !" + OFF);
        browser.awaitText("#ready", "READY");
    }

    private static void aTabWhoseLooksHaveStopped(Browser browser) {
        browser.eval(
                "(() => { window.realNow = Date.now; window.realFetch = fetch; window.fetch = () => new Promise(() => {});"
                        + " Date.now = () => realNow.call(Date) + 20000; })()");
        browser.awaitTrue(LOUD + " && " + OFF);
        assertThat(browser.text("#age")).contains("s ago");
        browser.eval(
                "(() => { Date.now = realNow; window.fetch = realFetch; dispatchEvent(new Event('hashchange')); })()");
        fresh(browser);
    }

    private static void aLedgerThatCannotBeRead(Browser browser, Served served)
            throws InterruptedException, ExecutionException {
        var locked = new CountDownLatch(1);
        var enough = new CountDownLatch(1);
        var others = Executors.newSingleThreadExecutor();
        try {
            var holding = others.submit(() -> served.db.inTransaction(() -> {
                served.db.update(TestSql.of("lock table admin.reload_runs in access exclusive mode"), Map.of());
                locked.countDown();
                return awaited(enough);
            }));
            locked.await();
            browser.awaitTrue(LOUD + " && " + OFF);
            assertThat(browser.text("#away")).contains("PostgreSQL", " old");
            browser.awaitText("#ready", "NOT READY");
            enough.countDown();
            holding.get();
        } finally {
            enough.countDown();
            others.shutdown();
        }
        fresh(browser);
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Behind one address two instances may answer in turn. */
    private static void anInstanceThatRemembersLess(Browser browser) {
        browser.eval("(() => { window.realFetch = fetch; window.answers = 0; window.fetch = async (what, how) => {"
                + " const real = await realFetch(what, how); const status = await real.json(); answers++;"
                + " return new Response(JSON.stringify({...status, now: '2020-01-01T00:00:00Z', recent: [],"
                + " stale: {seconds: 99, problem: 'PostgreSQL is away'}}), {headers: {Age: '99'}}); }; })()");
        browser.awaitText("#away", "PostgreSQL is away");
        assertThat(browser.text("#updated")).doesNotContain("2020");
        assertThat(browser.eval("document.querySelectorAll('#recent tbody tr').length")
                        .asInt())
                .isPositive();
        browser.eval("(() => { window.fetch = realFetch; })()");
        fresh(browser);
    }

    /** The status is new and the run is not: the oldest of what is shown counts. */
    private static void aRunThatCannotBeRead(Browser browser) {
        browser.click("#recent a.name", "");
        browser.awaitText("#run .facts", ", attempt");
        browser.eval("(() => { window.realFetch = fetch; window.fetch = async (what, how) => {"
                + " const real = await realFetch(what, how); if (!String(what).startsWith('/api/runs/')) return real;"
                + " return new Response(await real.text(), {headers: {Age: '77'}}); }; })()");
        browser.awaitTrue(LOUD);
        browser.awaitText("#away", "1m");
        assertThat(browser.text("#run .facts")).contains(", attempt");
    }
}
