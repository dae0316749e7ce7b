package io.windowreload.request;

import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The watched folder: {@code x.json → .working/ → accepted/ → .working/ → done/} or {@code failed/}. Each arrow is a rename, so that of
 * two processes one has the file; and nothing is ever overwritten: a name that is taken gets a number. All methods throw
 * {@code FOLDER_…} where the disk does not let them.
 */
public final class RequestFolder {
    private final Path inbox;
    private final Clock clock;
    private final Instant began;

    /** The folder; it and its subfolders are made where they are missing, and proven to be writable. */
    public RequestFolder(Path inbox, Clock clock) {
        this.inbox = inbox.toAbsolutePath().normalize();
        this.clock = clock;
        this.began = clock.instant();
        for (var folder : subfolders()) {
            try {
                if (!Files.isDirectory(folder)) {
                    Files.createDirectories(folder);
                }
            } catch (IOException e) {
                throw FolderProblem.of(folder, e);
            }
        }
        prove();
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

    private List<Path> subfolders() {
        return List.of(working(), accepted(), done(), failed());
    }

    /** Whether the folders are there; cheap. A link would let files escape, or renames fail. */
    public boolean stands() {
        return Files.isDirectory(inbox)
                && subfolders().stream().allMatch(folder -> Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * Proves that files can be written and renamed everywhere.
     *
     * @throws ReloadException {@code FOLDER_…} where they cannot
     */
    public void prove() {
        if (!stands()) {
            throw new ReloadException(
                    ErrorCode.FOLDER_UNUSABLE, inbox + ": it, or a folder in it, is missing, no folder or a link");
        }
        var probe = inbox.resolve(".probe-" + Claim.next(Claim.From.INBOX, "probe", clock.instant()));
        try {
            Files.write(probe, new byte[4096]);
            for (var folder : subfolders()) {
                var next = folder.resolve(probe.getFileName());
                Files.move(probe, next, StandardCopyOption.ATOMIC_MOVE);
                probe = next;
            }
        } catch (IOException e) {
            throw FolderProblem.of(probe, e);
        } finally {
            RequestFile.delete(probe);
        }
    }

    /** Whether it is a file that may be a request; links are none. */
    public static boolean isRequest(Path file) {
        return RequestFile.named(file) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** What lies in the inbox as if it were a request but cannot be one: links, folders, devices, names that are refused. */
    public List<Path> strangers() {
        try (var files = Files.list(inbox)) {
            return files.filter(RequestFolder::meantAsRequest)
                    .filter(file -> !isRequest(file))
                    .limit(500)
                    .toList();
        } catch (IOException e) {
            throw FolderProblem.of(inbox, e);
        }
    }

    /** What has lain in the inbox for a while and is never taken. */
    public List<Path> bystanders() {
        return FolderLook.bystanders(inbox, clock.instant());
    }

    static boolean meantAsRequest(Path file) {
        var name = file.getFileName().toString();
        return name.toLowerCase(Locale.ROOT).endsWith(".json") && !name.startsWith(".");
    }

    /** The path at which this process has a file of the inbox to itself, once it is renamed to it. */
    public Path claim(String name) {
        return working().resolve(Claim.next(Claim.From.INBOX, name, clock.instant()));
    }

    /** Whether some process has taken the file: it lies where {@link #claim} leads. */
    public boolean holds(Path file) {
        return working().equals(file.toAbsolutePath().normalize().getParent());
    }

    /** Takes what is no request, under a name that is one; empty where another process was faster. */
    public Optional<Path> claimStranger(Path file) {
        return moved(file, claim(RequestFile.safeName(file)));
    }

    /** Takes a file that was accepted, to answer it; empty where another process was faster. */
    public Optional<Path> claimAccepted(Path file) {
        var name = Claim.next(Claim.From.ACCEPTED, file.getFileName().toString(), clock.instant());
        return moved(file, working().resolve(name));
    }

    private static Optional<Path> moved(Path from, Path to) {
        return RequestFile.move(from, to) ? Optional.of(to) : Optional.empty();
    }

    /** Puts files back whose process died before it was done with them. */
    public void recover() {
        for (var file : list(working())) {
            Claim.of(file)
                    .filter(claim -> claim.abandoned(began, clock.instant()))
                    .ifPresent(claim -> RequestFile.moveInto(file, home(claim), claim.name()));
        }
    }

    private Path home(Claim claim) {
        return claim.from() == Claim.From.INBOX ? inbox : accepted();
    }

    /** Files whose runs may have ended. */
    public List<Path> waiting() {
        return list(accepted()).stream()
                .filter(file -> file.toString().endsWith(".json"))
                .toList();
    }

    /** Removes requests that were answered longer ago, with their answers; what is neither is somebody else's. */
    public void forget(Duration olderThan) {
        var oldest = clock.instant().minus(olderThan);
        for (var folder : List.of(done(), failed())) {
            for (var file : list(folder)) {
                if (RequestFile.changedBefore(file, oldest)) {
                    RequestFile.forget(file);
                }
            }
        }
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw FolderProblem.of(folder, e);
        }
    }
}
