package io.windowreload.request;

import io.windowreload.window.ErrorCode;
import io.windowreload.window.ForeignText;
import io.windowreload.window.ReloadException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
                    "'" + ForeignText.printable(name)
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
        return ForeignText.printable(sentName(file));
    }

    /** The name, whatever it is, as one that a request may have. */
    static String safeName(Path file) {
        return stem(sentName(file)) + ".json";
    }

    /** The name that the sender gave the file, wherever it is by now. */
    public static String sentName(Path file) {
        return Claim.sentName(file.getFileName().toString());
    }

    /** A path in {@code folder} for a file of this name that no file has now: {@code x.json}, {@code x-2.json} and so on. */
    public static Path free(Path folder, String name) {
        return free(folder, name, reply -> false);
    }

    /**
     * The same, where the reply may be there already.
     *
     * @param ours tells the reply that an earlier try has written, from those of other files
     */
    private static Path free(Path folder, String name, Predicate<Path> ours) {
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

    /**
     * Gives a file a second name in a folder, one that no file has yet. Of two processes that want the same name one gets the next: a link
     * is made or refused at once, where a rename would replace.
     *
     * @return the new name; empty where the file is gone because another process was faster
     */
    public static Optional<Path> put(Path file, Path folder, String name) {
        return put(file, () -> free(folder, name));
    }

    private static Optional<Path> put(Path file, Supplier<Path> free) {
        while (true) {
            var target = free.get();
            try {
                link(file, target);
                return Optional.of(target);
            } catch (FileAlreadyExistsException e) {
                // Somebody was faster: the next name.
            } catch (NoSuchFileException e) {
                return Optional.empty();
            } catch (IOException e) {
                throw FolderProblem.of(target, e);
            }
        }
    }

    /** Some file systems have no links, and some systems let nobody link the files of others. */
    private static void link(Path file, Path target) throws IOException {
        try {
            Files.createLink(target, file);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            throw e;
        } catch (UnsupportedOperationException | IOException e) {
            Files.copy(file, target, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** Moves a file into a folder, under a name that no file has yet; false where another process was faster. */
    public static boolean moveInto(Path file, Path folder, String name) {
        var there = put(file, folder, name).isPresent();
        if (there) {
            delete(file);
        }
        return there;
    }

    /** Renames a file to a name that is nobody else's, such as a claim; false where another process was faster. */
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

    /**
     * Writes a reply beside a file that does not lie in its folder yet, and so takes the file's name there. Nobody reads half of it.
     *
     * @param kind result or error
     * @param ours tells the reply that an earlier try has written, from those of other files
     * @return where the file belongs
     */
    public static Path reply(Path folder, String name, String kind, String text, Predicate<Path> ours) {
        var draft = draft(folder, text);
        try {
            return publish(draft, folder, name, kind, ours);
        } finally {
            delete(draft);
        }
    }

    /** Lets everybody see a draft, as {@link #reply} does. */
    public static Path publish(Path draft, Path folder, String name, String kind, Predicate<Path> ours) {
        while (true) {
            var target = free(folder, name, ours);
            var reply = beside(target, kind);
            try {
                link(draft, reply);
                return target;
            } catch (FileAlreadyExistsException e) {
                if (ours.test(reply)) {
                    move(draft, reply);
                    return target;
                }
            } catch (IOException e) {
                throw FolderProblem.of(reply, e);
            }
        }
    }

    /** Writes a reply that nobody sees yet; whether the disk takes it is known before anything else is done. */
    public static Path draft(Path folder, String text) {
        Path draft = null;
        try {
            draft = Files.createTempFile(folder, ".reply", ".tmp");
            lend(draft, folder);
            return Files.writeString(draft, text);
        } catch (IOException e) {
            if (draft != null) {
                discard(draft);
            }
            throw FolderProblem.of(folder, e);
        }
    }

    /** Senders read their answers as members of the folder's group, where it lets them in; nobody else does, whatever the umask is. */
    private static void lend(Path draft, Path folder) throws IOException {
        var posix = Files.getFileAttributeView(draft, PosixFileAttributeView.class);
        if (posix == null) {
            return;
        }
        var lets = Files.getPosixFilePermissions(folder).contains(PosixFilePermission.GROUP_READ);
        posix.setPermissions(PosixFilePermissions.fromString(lets ? "rw-r-----" : "rw-------"));
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
