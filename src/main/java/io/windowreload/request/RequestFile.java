package io.windowreload.request;

import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One file of the watched folder: its name, its content, its reply, its way from folder to folder. Nothing is ever overwritten. */
public final class RequestFile {
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._()+-]{0,150}\\.json", Pattern.CASE_INSENSITIVE);

    /** Room for a number and an ending within the 255 bytes of a file name. */
    private static final int LONGEST = 160;

    private RequestFile() {}

    /** Whether the name is one that a request may have. */
    public static boolean named(Path file) {
        return NAME.matcher(file.getFileName().toString()).matches();
    }

    /**
     * Reads a request file, and never through a link.
     *
     * @throws ReloadException {@code REQUEST_NAME_REFUSED} or {@code REQUEST_UNREADABLE}
     */
    public static byte[] read(Path file, long maxBytes) {
        var name = sentName(file);
        if (!NAME.matcher(name).matches()) {
            throw new ReloadException(
                    ErrorCode.REQUEST_NAME_REFUSED,
                    "'" + Printable.of(name)
                            + "' is no plain file name of at most 156 characters that ends with .json");
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new ReloadException(ErrorCode.REQUEST_UNREADABLE, "not a regular file, or not there");
        }
        try (var in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            var bytes = in.readNBytes(Math.toIntExact(maxBytes + 1));
            if (bytes.length > maxBytes) {
                throw new ReloadException(
                        ErrorCode.REQUEST_UNREADABLE, "the file has more than " + maxBytes + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new ReloadException(ErrorCode.REQUEST_UNREADABLE, "cannot be read: " + e, e);
        }
    }

    /** The name, whatever it is, as one that can be written down. */
    public static String printableName(Path file) {
        return Printable.of(sentName(file));
    }

    /** The name, whatever it is, as one that a request may have. */
    static String safeName(Path file) {
        return stem(sentName(file)) + ".json";
    }

    /** The name that the sender gave the file, wherever it is by now. */
    public static String sentName(Path file) {
        return Claim.sentName(file.getFileName().toString());
    }

    /** A path in {@code folder} for a file of this name that no file has yet: {@code x.json}, {@code x-2.json} and so on. */
    public static Path free(Path folder, String name) {
        return free(folder, name, reply -> false);
    }

    /**
     * The same, where the reply may be there already.
     *
     * @param ours tells the reply that an earlier try has written, from those of other files
     */
    public static Path free(Path folder, String name, Predicate<Path> ours) {
        var stem = stem(name);
        var candidate = folder.resolve(stem + ".json");
        for (var number = 2; taken(candidate, ours); number++) {
            candidate = folder.resolve(stem + "-" + number + ".json");
        }
        return candidate;
    }

    private static boolean taken(Path file, Predicate<Path> ours) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                || Stream.of("result", "error")
                        .map(kind -> beside(file, kind))
                        .anyMatch(reply -> Files.exists(reply, LinkOption.NOFOLLOW_LINKS) && !ours.test(reply));
    }

    /** {@code x.json → x.result.json}. */
    public static Path beside(Path file, String kind) {
        return file.resolveSibling(withoutEnding(file.getFileName().toString()) + "." + kind + ".json");
    }

    private static String stem(String name) {
        var safe = name.replaceAll("[^A-Za-z0-9 ._()+-]", "_").replaceFirst("^[. ]+", "_");
        var stem = withoutEnding(safe);
        return stem.length() > LONGEST ? stem.substring(0, LONGEST) : stem;
    }

    private static String withoutEnding(String name) {
        return name.replaceFirst("(?i)\\.json$", "");
    }

    /** Moves a file; false where another process was faster. */
    public static boolean move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw FolderProblem.of(to, e);
        }
    }

    /** Writes a reply under another name first, so that nobody reads half of it. */
    public static void write(Path file, String text) {
        publish(draft(file, text), file);
    }

    /** Writes a reply that nobody sees yet; whether the disk takes it is known before anything else is done. */
    public static Path draft(Path file, String text) {
        Path draft = null;
        try {
            draft = Files.createTempFile(file.getParent(), ".reply", ".tmp");
            return Files.writeString(draft, text);
        } catch (IOException e) {
            if (draft != null) {
                discard(draft);
            }
            throw FolderProblem.of(file, e);
        }
    }

    /** Lets everybody see a reply. */
    public static void publish(Path draft, Path file) {
        move(draft, file);
    }

    /** Throws a draft away. */
    public static void discard(Path draft) {
        delete(draft);
    }

    /** Whether it is a plain file that nobody has changed since. */
    static boolean changedBefore(Path file, Instant moment) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile()
                    && attributes.lastModifiedTime().toInstant().isBefore(moment);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw FolderProblem.of(file, e);
        }
    }

    /** Removes an answer and the request that it answers, or a draft that never became an answer; nothing else. */
    static void forget(Path file) {
        var name = file.getFileName().toString();
        if (name.matches("[.]reply.*[.]tmp")) {
            delete(file);
            return;
        }
        var request = name.replaceFirst("[.](result|error)[.]json$", ".json");
        if (!request.equals(name) && !answered(file)) {
            // The answer last: it is by the answer that the next sweep finds both.
            delete(file.resolveSibling(request));
            delete(file);
        }
    }

    /** Whether the file is itself answered, whatever it is called. */
    private static boolean answered(Path file) {
        return Stream.of("result", "error")
                .anyMatch(kind -> Files.exists(beside(file, kind), LinkOption.NOFOLLOW_LINKS));
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw FolderProblem.of(file, e);
        }
    }
}
