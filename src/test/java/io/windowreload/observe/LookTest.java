package io.windowreload.observe;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookTest {
    @Test
    void look(@TempDir Path folder) throws Exception {
        var out = Path.of("/tmp/shots");
        try (var served = Served.start(folder, "reload.schedule.cron", "0 0 2 1 * ?")) {
            served.load("observe/sample-ledger.sql");
            try (var browser = Browser.start(Files.createDirectories(folder.resolve("profile")))) {
                browser.size(1360, 1500);
                browser.open(served.at("/status"));
                browser.awaitText("#recent", "monthly-partial");
                browser.screenshot(out.resolve("overview.png"));
                browser.dark(true);
                browser.screenshot(out.resolve("overview-dark.png"));
                browser.dark(false);
                browser.size(420, 2000);
                browser.screenshot(out.resolve("overview-narrow.png"));
                browser.size(1360, 1500);
                browser.click("#recent a", "monthly-partial");
                browser.awaitText("#run", "Skipped keys");
                browser.screenshot(out.resolve("run.png"));
                browser.open(served.at("/status"));
                browser.awaitText("#recent", "monthly-partial");
                browser.size(1360, 1000);
                browser.click("#new", "New reload");
                browser.awaitText("#dialog", "Month");
                browser.screenshot(out.resolve("new.png"));
                System.out.println(browser.complaints());
            }
            System.out.println(served.get(served.at("/api/runs/1")).body());
        }
    }
}
