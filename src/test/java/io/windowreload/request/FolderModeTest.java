package io.windowreload.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may read what is written into the folder, and what in it is said to be no request. */
@DisabledOnOs(OS.WINDOWS)
class FolderModeTest {
    private static final Instant NOW = Instant.parse("2025-06-01T00:00:00Z");

    @TempDir
    private Path inbox;

    private RequestFolder folder() {
        return new RequestFolder(inbox, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @ParameterizedTest
    @CsvSource({"rwx------,rw-------", "rwxr-x---,rw-r-----", "rwxrwxrwx,rw-r-----", "rwx--xr-x,rw-------"})
    void a_reply_is_read_by_the_folder_s_group_where_it_lets_it_in_and_by_nobody_else(String mode, String wanted)
            throws IOException {
        var done = Files.setPosixFilePermissions(folder().done(), PosixFilePermissions.fromString(mode));

        var request = RequestFile.reply(done, "x.json", "result", "{}", reply -> false);

        var reply = RequestFile.beside(request, "result");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(reply)))
                .isEqualTo(wanted);
        assertThat(done.toFile().list()).containsExactly("x.result.json");
    }

    private void lies(String name, Duration since) throws IOException {
        var file = Files.writeString(inbox.resolve(name), "{}");
        Files.setLastModifiedTime(file, FileTime.from(NOW.minus(since)));
    }

    @Test
    void what_is_never_taken_is_named_once_nobody_can_be_at_it_any_more() throws IOException {
        var folder = folder();
        var hour = Duration.ofHours(1);
        lies("x.txt", hour);
        lies("2025-01", hour);
        lies("january.json.gz", hour);
        lies(".hidden.json", hour);
        Files.setLastModifiedTime(
                Files.createDirectory(inbox.resolve("batch")), FileTime.from(NOW.minus(Duration.ofHours(1))));
        // A request, an unfinished file, and files that systems leave in every folder.
        lies("good.json", hour);
        lies("LOUD.JSON", hour);
        lies("upload.json.tmp", Duration.ofSeconds(10));
        lies(".DS_Store", hour);

        assertThat(folder.bystanders())
                .extracting(file -> file.getFileName().toString())
                .containsExactly(".hidden.json", "2025-01", "batch", "january.json.gz", "x.txt");
    }

    @Test
    void a_folder_that_is_not_there_holds_nobody() {
        assertThat(FolderLook.bystanders(inbox.resolve("none"), NOW)).isEmpty();
    }
}
