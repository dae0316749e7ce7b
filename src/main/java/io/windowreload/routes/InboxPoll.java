package io.windowreload.routes;

import io.windowreload.db.DbException;
import io.windowreload.ledger.Doorbell;
import io.windowreload.ledger.Pause.Entry;
import io.windowreload.reload.Failure;
import io.windowreload.reload.Operations;
import io.windowreload.request.RequestFolder;
import io.windowreload.request.StableFiles;
import io.windowreload.window.ForeignText;
import io.windowreload.window.ReloadException;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the folder's consumer asks before it takes files: whether it may look at all (not while the folder is paused, broken, or the
 * ledger could not take them), and which files are whole.
 */
public final class InboxPoll extends DefaultPollingConsumerPollStrategy implements GenericFileFilter<File> {
    private static final Logger LOG = LoggerFactory.getLogger(InboxPoll.class);

    /** An announcement may be missed. */
    private static final Duration AT_LEAST = Duration.ofMinutes(1);

    private final Operations operations;
    private final RequestFolder folder;
    private final StableFiles settled;
    private final Replies replies;
    private final FailureBackoff setback;
    private final Runnable beat;
    private final Set<Path> told = new HashSet<>();
    private final Doorbell.Bell bell;
    private boolean paused;

    /**
     * The folder's poll.
     *
     * @param doorbell rings when the folder may have been paused or resumed
     * @param beat is told that it goes on
     */
    public InboxPoll(
            Operations operations,
            RequestFolder folder,
            StableFiles settled,
            Replies replies,
            FailureBackoff setback,
            Doorbell doorbell,
            Runnable beat) {
        bell = doorbell.bell(AT_LEAST);
        this.beat = beat;
        this.operations = operations;
        this.folder = folder;
        this.settled = settled;
        this.replies = replies;
        this.setback = setback;
    }

    @Override
    public boolean begin(Consumer consumer, Endpoint endpoint) {
        beat.run();
        if (!setback.mayTry()) {
            return false;
        }
        try {
            if (bell.rings()) {
                paused = !operations.takes(Entry.FOLDER);
                bell.answered();
            }
            if (paused) {
                return false;
            }
            if (setback.stands() || !folder.stands()) {
                folder.prove();
            }
            settled.forget();
            folder.strangers().forEach(this::refuse);
            tellOf(folder.bystanders());
            return true;
        } catch (ReloadException | DbException e) {
            setback.hit(Failure.of(e));
            return false;
        }
    }

    /** Once for each: it may be there on purpose, but whoever waits for an answer must find out why there is none. */
    private void tellOf(List<Path> bystanders) {
        told.retainAll(bystanders);
        for (var file : bystanders) {
            if (told.add(file)) {
                LOG.warn(
                        "file={} is not taken: a request is a file whose name begins with no dot and ends with .json; rename it, or take it away",
                        ForeignText.printable(file.getFileName().toString()));
            }
        }
    }

    private void refuse(Path stranger) {
        try {
            replies.refuseStranger(stranger);
        } catch (ReloadException | DbException e) {
            // It stays where it is, and keeps nobody else from being served.
            setback.hit(Failure.of(e));
        }
    }

    @Override
    public void commit(Consumer consumer, Endpoint endpoint, int polledMessages) {
        setback.tried();
    }

    /** Not a file of a name that is refused, nor one that may still be written: {@link Replies} and time take care of those. */
    @Override
    public boolean accept(GenericFile<File> file) {
        beat.run();
        try {
            var path = file.getFile().toPath().toAbsolutePath().normalize();
            return RequestFolder.isRequest(path) && settled.look(path);
        } catch (InvalidPathException e) {
            // A name that the locale cannot express; the strangers are found in another way.
            return false;
        }
    }
}
