package io.windowreload.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.TestPostgres;
import io.windowreload.local.CloudOptions;
import io.windowreload.local.LocalCloud;
import io.windowreload.local.dms.load.JdbcAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page over the ledger of some months: by keyboard, in the dark, on a telephone, and where nothing may be changed. */
class PageLookTest {
    private static final String MISSED =
            "[...document.querySelectorAll('button, a, input, summary')].filter(e => e.checkVisibility()"
                    + " && e.tabIndex >= 0 && !e.reached).map(e => e.outerHTML)";

    @TempDir
    private static Path folder;

    private static Browser browser;
    private static LocalCloud cloud;
    private static Served served;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start(folder.resolve("profile"));
        cloud = LocalCloud.start(
                CloudOptions.of(30, 90).quiet(), new JdbcAddress(TestPostgres.migratedUrl(), "postgres", ""));
        served = serve("false").load("observe/sample-ledger.sql");
    }

    @AfterAll
    static void stop() {
        for (var part : new AutoCloseable[] {served, cloud, browser}) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Nobody moves the ledger's runs. */
    private static Served serve(String readOnly) throws Exception {
        return Served.on(
                        cloud,
                        folder,
                        "reload.schedule.cron",
                        "0 0 2 1 * ?",
                        "reload.http.read-only",
                        readOnly,
                        "reload.runs.interval",
                        "1h")
                .route("reload-claim", "stop");
    }

    private void show(String fragment, int width, int height, boolean dark) {
        browser.size(width, height);
        browser.dark(dark);
        browser.open(served.at("/status" + fragment));
        browser.awaitText("#ready", "READY");
        browser.awaitTrue("document.querySelector(location.hash.length > 2 ? '#run h1' : '#recent tbody tr')");
    }

    @Test
    void it_is_bright_by_day_and_dark_by_night() throws Exception {
        show("", 1280, 1180, false);
        assertThat(background()).isEqualTo("rgb(246, 247, 249)");
        assertThat(browser.text("#running")).contains("last-month", "waits for run", "left");
        assertThat(browser.text("#attention")).contains("MERGE_CONSTRAINT", "REQUEST_INVALID");
        browser.screenshot("light");
        show("", 1280, 1180, true);
        assertThat(background()).isEqualTo("rgb(16, 21, 28)");
        assertReadable();
        browser.screenshot("dark");
        assertThat(browser.complaints()).isEmpty();
    }

    private static String background() {
        return browser.eval("getComputedStyle(document.documentElement).backgroundColor")
                .asText();
    }

    /** WCAG AA: 4.5 to 1 between a text and its own background. */
    private static void assertReadable() {
        var faint = browser.eval("""
                (() => {
                  const parts = (c) => c.match(/[\\d.]+/g).map(Number);
                  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
                  const ground = (e) => { for (; e; e = e.parentElement) {
                    const c = parts(getComputedStyle(e).backgroundColor); if (c.length === 3) return c; } return [255, 255, 255]; };
                  return [...document.querySelectorAll('.pill, .hint, .light, th, .tag, .code, button, small, .legend, footer span')]
                    .filter((e) => e.checkVisibility() && e.innerText.trim()).map((e) => {
                      const [a, b] = [light(parts(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
                      return [e.className + ' ' + e.innerText, (a + 0.05) / (b + 0.05)]; }).filter(([, ratio]) => ratio < 4.5);
                })()""");
        assertThat(faint).as("too faint").isEmpty();
    }

    @Test
    void light_texts_can_be_read_too() {
        show("", 1280, 1180, false);
        assertReadable();
    }

    @Test
    void a_telephone_scrolls_down_only() throws Exception {
        for (var fragment : List.of("", "#/runs/13", "#/runs/1")) {
            show(fragment, 390, 844, false);
            assertThat(browser.eval("document.documentElement.scrollWidth").asInt())
                    .as(fragment)
                    .isEqualTo(390);
            if (fragment.isEmpty()) {
                browser.screenshot("narrow");
            }
        }
    }

    @Test
    void a_run_has_a_page_with_its_evidence() throws Exception {
        show("#/runs/12", 1280, 1180, false);
        browser.click("details summary", "Table mappings");
        browser.awaitText("details[open] pre", "\"rule-type\": \"selection\"");
        assertThat(browser.text("#run"))
                .contains(
                        "monthly-partial", "DMS", "unchanged", "merge took", "Skipped keys", "88124", "Task settings");
        browser.screenshot("run");
    }

    @Test
    void the_tab_key_reaches_all_and_shows_where_it_is() {
        show("", 1280, 1180, false);
        var seen = new ArrayList<String>();
        for (var step = 0; step < 80; step++) {
            browser.key("Tab");
            var at = browser.eval("(e => { if (e === document.body) return null; e.reached = true;"
                    + " return getComputedStyle(e).outlineStyle !== 'none' && e.matches(':focus-visible') ? 'seen' : e.outerHTML; })"
                    + "(document.activeElement)");
            if (at.isNull()) {
                break;
            }
            seen.add(at.asText());
        }
        assertThat(seen).hasSizeGreaterThan(20).containsOnly("seen");
        assertThat(browser.eval(MISSED)).as("not reached").isEmpty();
    }

    @Test
    void keys_open_and_close_what_a_click_does() {
        show("", 1280, 1180, false);
        browser.eval("document.querySelector('#new').focus()");
        browser.key("Enter");
        browser.awaitTrue("document.querySelector('dialog[open]')");
        browser.key("Escape");
        browser.awaitTrue("!document.querySelector('dialog[open]') && document.activeElement.id === 'new'");
        browser.eval("document.querySelector('.cell[tabindex=\"0\"]').focus()");
        browser.key("ArrowLeft");
        browser.key("ArrowLeft");
        browser.key("Enter");
        browser.awaitText("dialog[open]", "Reload");
        browser.key("Escape");
    }

    @Test
    void what_is_focused_stays_so_while_the_page_is_drawn_anew() {
        show("", 1280, 1180, false);
        browser.eval("(e => { e.focus(); e.mark = 'mine'; })(document.querySelector('#running button.danger'))");
        browser.eval("window.before = document.querySelector('#running .when').innerText");
        browser.awaitTrue("document.querySelector('#running .when').innerText !== window.before");
        assertThat(browser.eval("document.activeElement.mark").asText()).isEqualTo("mine");
    }

    @Test
    void where_nothing_may_be_changed_no_button_says_so() throws Exception {
        served.close();
        served = serve("true");
        try {
            for (var fragment : List.of("", "#/runs/13", "#/runs/1")) {
                show(fragment, 1280, 1180, false);
                browser.awaitText(".triggers", "read only");
                assertThat(browser.eval(
                                        "[...document.querySelectorAll('button:not(.cell)')].filter(e => e.checkVisibility()).length")
                                .asInt())
                        .as(fragment)
                        .isZero();
            }
        } finally {
            served.close();
            served = serve("false");
        }
    }
}
