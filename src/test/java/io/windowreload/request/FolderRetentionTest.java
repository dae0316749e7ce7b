package io.windowreload.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answered requests leave the folder in time; nobody else's files do. */
class FolderRetentionTest {
    private static final Instant NOW = Instant.parse("2025-06-01T00:00:00Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(91));
    private static final Instant LATELY = NOW.minus(Duration.ofDays(89));

    @TempDir
    private Path inbox;

    private RequestFolder folder;

    @BeforeEach
    void open() {
        folder = new RequestFolder(inbox, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private void file(String name, Instant changed) {
        try {
            var file = Files.writeString(inbox.resolve(name), "{}");
            Files.setLastModifiedTime(file, FileTime.from(changed));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> left() throws IOException {
        folder.forget(Duration.ofDays(90));
        try (Stream<Path> files = Files.walk(inbox)) {
            return files.filter(file -> !Files.isDirectory(file))
                    .map(file -> inbox.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void a_request_goes_when_its_answer_is_old() throws IOException {
        file("done/old.json", LONG_AGO);
        file("done/old.result.json", LONG_AGO);
        file("failed/old-2.json", LATELY);
        file("failed/old-2.error.json", LONG_AGO);
        file("done/.reply123.tmp", LONG_AGO);

        assertThat(left()).isEmpty();
    }

    @Test
    void a_request_whose_sender_gave_it_an_old_date_stays_as_long_as_its_answer() throws IOException {
        file("done/copied.json", LONG_AGO);
        file("done/copied.result.json", LATELY);
        file("done/x.result.json", LONG_AGO);
        file("done/x.result.result.json", LATELY);
        file("done/.reply123.tmp", LATELY);

        assertThat(left())
                .containsExactly(
                        "done/.reply123.tmp",
                        "done/copied.json",
                        "done/copied.result.json",
                        "done/x.result.json",
                        "done/x.result.result.json");
    }

    @Test
    void what_waits_and_what_is_no_answer_stays() throws IOException {
        file("waits.json", LONG_AGO);
        file("accepted/waits.json", LONG_AGO);
        file(".working/waits.json", LONG_AGO);
        file("done/unanswered.json", LONG_AGO);
        file("failed/notes.txt", LONG_AGO);

        assertThat(left())
                .containsExactly(
                        ".working/waits.json",
                        "accepted/waits.json",
                        "done/unanswered.json",
                        "failed/notes.txt",
                        "waits.json");
    }

    @Test
    void a_link_is_not_followed() throws IOException {
        file("elsewhere", LONG_AGO);
        Files.createSymbolicLink(folder.done().resolve("x.result.json"), inbox.resolve("elsewhere"));

        assertThat(left()).containsExactly("done/x.result.json", "elsewhere");
    }
}
