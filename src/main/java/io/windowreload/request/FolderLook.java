package io.windowreload.request;

import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Whether a request folder could be used, without making or writing anything: {@link RequestFolder} proves it, this only looks. */
public final class FolderLook {
    private static final long NOTHING = 16 * 1024;
    private static final List<String> SUBFOLDERS = List.of(".working", "accepted", "done", "failed", KeyFiles.FOLDER);

    /** Senders write under another name first, and rename. */
    private static final Duration A_WHILE = Duration.ofMinutes(1);

    private FolderLook() {}

    /**
     * Looks.
     *
     * @return whether the folder is there already; otherwise it can be made
     * @throws ReloadException {@code FOLDER_…} where it cannot be used
     */
    public static boolean at(Path inbox) {
        var folder = inbox.toAbsolutePath().normalize();
        var there = Files.exists(folder, LinkOption.NOFOLLOW_LINKS);
        try {
            var base = there ? folder : existing(folder);
            var disk = Files.getFileStore(base);
            usable(base, disk);
            for (var name : there ? SUBFOLDERS : List.<String>of()) {
                var sub = folder.resolve(name);
                if (Files.exists(sub, LinkOption.NOFOLLOW_LINKS)) {
                    usable(sub, disk);
                }
            }
        } catch (IOException e) {
            throw FolderProblem.of(folder, e);
        }
        return there;
    }

    /**
     * What has lain in a folder for a while and is never taken, because its name does not end as that of a request, because it begins with a
     * dot, or because it is a folder; whoever waits for an answer to it must find out. Without the folder there is none.
     */
    public static List<Path> bystanders(Path inbox, Instant now) {
        var before = FileTime.from(now.minus(A_WHILE));
        try (var files = Files.list(inbox)) {
            return files.filter(FolderLook::ignored)
                    .filter(file -> unchangedSince(file, before))
                    .sorted()
                    .limit(500)
                    .toList();
        } catch (NoSuchFileException | UncheckedIOException e) {
            return List.of();
        } catch (IOException e) {
            throw FolderProblem.of(inbox, e);
        }
    }

    /** Writers hide unfinished files behind a leading dot, and systems leave such files everywhere. A request never begins with a dot. */
    private static boolean ignored(Path file) {
        var name = file.getFileName().toString();
        return name.startsWith(".")
                ? name.toLowerCase(Locale.ROOT).endsWith(".json")
                : !SUBFOLDERS.contains(name) && !RequestFolder.meantAsRequest(file);
    }

    private static boolean unchangedSince(Path file, FileTime moment) {
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).compareTo(moment) < 0;
        } catch (IOException e) {
            // It is gone.
            return false;
        }
    }

    private static Path existing(Path folder) {
        var candidate = folder;
        while (candidate.getParent() != null && !Files.exists(candidate, LinkOption.NOFOLLOW_LINKS)) {
            candidate = candidate.getParent();
        }
        return candidate;
    }

    private static void usable(Path folder, FileStore disk) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new ReloadException(ErrorCode.FOLDER_UNUSABLE, folder + " is no folder");
        }
        var its = Files.getFileStore(folder);
        if (!its.equals(disk)) {
            throw new ReloadException(ErrorCode.FOLDER_UNUSABLE, folder + " is on another disk");
        }
        if (its.isReadOnly()) {
            throw new ReloadException(ErrorCode.FOLDER_READ_ONLY, folder.toString());
        }
        if (!Files.isReadable(folder) || !Files.isWritable(folder) || !Files.isExecutable(folder)) {
            throw new ReloadException(ErrorCode.FOLDER_ACCESS_DENIED, folder.toString());
        }
        if (its.getUsableSpace() < NOTHING) {
            throw new ReloadException(ErrorCode.FOLDER_FULL, folder.toString());
        }
    }
}
