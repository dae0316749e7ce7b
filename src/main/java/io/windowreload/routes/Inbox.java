package io.windowreload.routes;

import io.windowreload.reload.Intake;
import io.windowreload.request.RequestFile;
import io.windowreload.request.RequestFolder;
import io.windowreload.request.RequestReader;
import io.windowreload.request.StableFiles;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.Exchange;

/** A dropped file becomes a run, and knows where it moves. */
public final class Inbox {
    private final RequestFolder folder;
    private final RequestReader reader;
    private final Intake intake;
    private final StableFiles settled;
    private final Replies replies;
    private final Duration keep;

    /**
     * The folder's way in.
     *
     * @param keep how long answered requests stay
     */
    public Inbox(
            RequestFolder folder,
            RequestReader reader,
            Intake intake,
            StableFiles settled,
            Replies replies,
            Duration keep) {
        this.folder = folder;
        this.reader = reader;
        this.intake = intake;
        this.settled = settled;
        this.replies = replies;
        this.keep = keep;
    }

    /** The name under which this process has the file to itself. */
    public String claim(Exchange exchange) {
        var path = path(exchange);
        settled.taken(path);
        return folder.claim(RequestFile.sentName(path)).toString();
    }

    /** Reads the file, accepts its request, and lets the file wait for its run; one that was done before is answered at once. */
    public void accept(Exchange exchange) {
        var file = path(exchange);
        var run = intake.accept(reader.read(RequestFile.read(file, reader.maxBytes())), "file");
        if (run.state().ended()) {
            replies.nothingDone(file, run);
            return;
        }
        RequestFile.put(file, folder.accepted(), RequestFile.sentName(file));
    }

    /** Back to where it came from, to be taken once more. */
    public String back(Exchange exchange) {
        return RequestFile.free(folder.inbox(), RequestFile.sentName(path(exchange)))
                .toString();
    }

    /** Removes what was answered long ago. */
    public void forget() {
        folder.forget(keep);
    }

    static Path path(Exchange exchange) {
        return Path.of(exchange.getMessage().getHeader(Exchange.FILE_PATH, String.class))
                .toAbsolutePath()
                .normalize();
    }
}
