package io.windowreload.request;

import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The watched folder: {@code x.json → .working/ → accepted/ → done/} or {@code failed/}. Nothing is ever overwritten: a name that is
 * taken gets a number.
 */
public final class RequestFolder {
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._()+-]{0,180}\\.json", Pattern.CASE_INSENSITIVE);

    private final Path inbox;

    /** The folder; it and its subfolders are made where they are missing. */
    public RequestFolder(Path inbox) {
        this.inbox = inbox.toAbsolutePath().normalize();
        try {
            for (var folder : List.of(working(), accepted(), done(), failed())) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw new ReloadException(
                    ErrorCode.SETTINGS_INVALID,
                    "reload.requests.directory: cannot write below " + this.inbox + ": " + e.getMessage());
        }
    }

    public Path inbox() {
        return inbox;
    }

    Path working() {
        return inbox.resolve(".working");
    }

    public Path accepted() {
        return inbox.resolve("accepted");
    }

    public Path done() {
        return inbox.resolve("done");
    }

    public Path failed() {
        return inbox.resolve("failed");
    }

    /**
     * Reads a dropped file.
     *
     * @throws ReloadException {@code REQUEST_NAME_REFUSED} or {@code REQUEST_UNREADABLE}
     */
    public static byte[] read(Path file, long maxBytes) {
        if (!NAME.matcher(file.getFileName().toString()).matches()) {
            throw new ReloadException(
                    ErrorCode.REQUEST_NAME_REFUSED,
                    "'" + file.getFileName() + "' is no plain file name ending with .json");
        }
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new ReloadException(ErrorCode.REQUEST_UNREADABLE, "not a regular file");
            }
            if (Files.size(file) > maxBytes) {
                throw new ReloadException(
                        ErrorCode.REQUEST_UNREADABLE, "the file has more than " + maxBytes + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ReloadException(ErrorCode.REQUEST_UNREADABLE, "cannot be read: " + e.getMessage(), e);
        }
    }

    /** A path in {@code folder} for a file of this name that no file has yet: {@code x.json}, {@code x-2.json} and so on. */
    public static Path free(Path folder, String name) {
        var stem = stem(name);
        var candidate = folder.resolve(stem + ".json");
        for (var number = 2; taken(candidate); number++) {
            candidate = folder.resolve(stem + "-" + number + ".json");
        }
        return candidate;
    }

    private static boolean taken(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                || Files.exists(beside(file, "result"))
                || Files.exists(beside(file, "error"));
    }

    /** {@code x.json → x.result.json}. */
    public static Path beside(Path file, String kind) {
        return file.resolveSibling(stem(file.getFileName().toString()) + "." + kind + ".json");
    }

    private static String stem(String name) {
        var safe = name.replaceAll("[^A-Za-z0-9 ._()+-]", "_").replaceFirst("^[. ]+", "_");
        var stem = safe.replaceFirst("(?i)\\.json$", "");
        return stem.length() > 180 ? stem.substring(0, 180) : stem;
    }

    /** Files whose runs may have ended. */
    public List<Path> waiting() {
        try (var files = Files.list(accepted())) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts files back that a crash left half taken. */
    public void recover() {
        try (var files = Files.list(working())) {
            for (var file : files.toList()) {
                move(file, free(inbox, file.getFileName().toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Moves a file; whoever comes second, because another process was faster, does nothing. */
    public static void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (java.nio.file.NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a reply under another name first, so that nobody reads half of it. */
    public static void write(Path file, String text) {
        try {
            var draft = Files.createTempFile(file.getParent(), ".reply", ".tmp");
            Files.writeString(draft, text);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
