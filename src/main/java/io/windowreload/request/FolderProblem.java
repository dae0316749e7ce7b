package io.windowreload.request;

import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** What is wrong with a folder, as a code: told by the kind of exception and the state of the disk, never by a message. */
final class FolderProblem {
    /** Less than this is a full disk, as even a small reply does not fit. */
    private static final long NOTHING = 16 * 1024;

    private FolderProblem() {}

    static ReloadException of(Path path, IOException e) {
        return new ReloadException(codeOf(path, e), path + ": " + reason(e), e);
    }

    private static ErrorCode codeOf(Path path, IOException e) {
        if (e instanceof AccessDeniedException) {
            return ErrorCode.FOLDER_ACCESS_DENIED;
        }
        try {
            var disk = Files.getFileStore(existing(path));
            if (disk.isReadOnly()) {
                return ErrorCode.FOLDER_READ_ONLY;
            }
            return disk.getUsableSpace() < NOTHING ? ErrorCode.FOLDER_FULL : ErrorCode.FOLDER_UNUSABLE;
        } catch (IOException unknown) {
            e.addSuppressed(unknown);
            return ErrorCode.FOLDER_UNUSABLE;
        }
    }

    private static Path existing(Path path) {
        var candidate = path.toAbsolutePath();
        while (candidate.getParent() != null && !Files.exists(candidate, LinkOption.NOFOLLOW_LINKS)) {
            candidate = candidate.getParent();
        }
        return candidate;
    }

    private static String reason(IOException e) {
        var reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }
}
