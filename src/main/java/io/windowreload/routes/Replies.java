package io.windowreload.routes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.Run;
import io.windowreload.reload.Failure;
import io.windowreload.reload.Intake;
import io.windowreload.reload.NothingDone;
import io.windowreload.reload.RunReport;
import io.windowreload.request.Refusal;
import io.windowreload.request.RequestFile;
import io.windowreload.request.RequestFolder;
import io.windowreload.request.RequestReader;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ErrorCode.Category;
import io.windowreload.window.ReloadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answers beside request files: at once for a refused one, at the end of its run for an accepted one. */
public final class Replies {
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
    private static final ObjectMapper READER = new ObjectMapper();

    /** No setting lets more into the folder. */
    private static final long MOST_BYTES = 1 << 30;

    private final RequestFolder folder;
    private final Intake intake;
    private final Ledger ledger;
    private final Clock clock;
    private final ObjectWriter json;
    private final FailureBackoff inbox;
    private final FailureBackoff answers;

    public Replies(
            RequestFolder folder, Intake intake, Ledger ledger, Clock clock, ObjectWriter json, FailureBackoff inbox) {
        this.folder = folder;
        this.intake = intake;
        this.ledger = ledger;
        this.clock = clock;
        this.json = json;
        this.inbox = inbox;
        this.answers = new FailureBackoff("replies", clock);
    }

    /** A file could not be accepted: it is answered, or it waits in the inbox where the sender is not to blame. */
    public void refuse(Exchange exchange) {
        var thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        var path = exchange.getMessage().getHeader(Exchange.FILE_PATH, String.class);
        var failure = Failures.failure(thrown);
        try {
            if (path == null || !folder.holds(Path.of(path))) {
                notTaken(path);
            } else if (failure.code().retryable() || failure.code().category() == Category.UNAVAILABLE) {
                waits(exchange, failure);
            } else {
                var file = Path.of(path);
                var target = refuse(RequestFile.sentName(file), failure, pointer(thrown), thrown);
                RequestFile.move(file, target);
            }
        } catch (RuntimeException e) {
            waits(exchange, Failures.failure(e));
        }
    }

    /** The consumer itself failed: it could not list the folder or rename a file in it. */
    private void notTaken(String path) {
        if (path != null && Files.notExists(Path.of(path), LinkOption.NOFOLLOW_LINKS)) {
            LOG.debug("file {} was taken by another process", path);
            return;
        }
        folder.prove();
        inbox.hit(new Failure(
                ErrorCode.FOLDER_UNUSABLE, folder.inbox() + ": a file in it cannot be taken; who owns it?"));
    }

    private void waits(Exchange exchange, Failure failure) {
        inbox.hit(failure);
        if (exchange.getMessage().getHeader(Exchange.FILE_PATH) != null) {
            var file = Inbox.path(exchange);
            RequestFile.put(file, folder.inbox(), RequestFile.sentName(file));
        }
    }

    /** Something that cannot be a request lies in the inbox: it is answered and moved away, and never looked into. */
    void refuseStranger(Path file) {
        var code = RequestFile.named(file) ? ErrorCode.REQUEST_UNREADABLE : ErrorCode.REQUEST_NAME_REFUSED;
        var detail = code == ErrorCode.REQUEST_UNREADABLE
                ? "a folder, a link or a device, not a regular file"
                : "'" + RequestFile.printableName(file) + "' is no name for a request file";
        var claim = folder.claimStranger(file);
        if (claim.isEmpty()) {
            return;
        }
        try {
            var target = refuse(RequestFile.printableName(file), new Failure(code, detail), null, null);
            RequestFile.move(claim.get(), target);
        } catch (RuntimeException e) {
            RequestFile.move(claim.get(), file);
            throw e;
        }
    }

    /** Writes the error file, then the ledger; where the ledger fails nobody has seen the file. Returns where the request goes. */
    private Path refuse(String name, Failure failure, String pointer, Throwable thrown) {
        var text = text(Refusal.of(failure.code(), failure.detail(), pointer, null, null, now()));
        var draft = RequestFile.draft(folder.failed(), text);
        Path target;
        try {
            intake.refuse(name, "file", new ReloadException(failure.code(), failure.detail()));
            target = RequestFile.publish(draft, folder.failed(), name, "error", reply -> false);
        } finally {
            RequestFile.discard(draft);
        }
        LOG.error(
                "request={} refused code={} {} | {}",
                name,
                failure.code(),
                failure.detail(),
                failure.code().hint(),
                failure.code() == ErrorCode.INTERNAL ? thrown : null);
        return target;
    }

    private static String pointer(Throwable thrown) {
        return thrown instanceof ReloadException refused ? refused.pointer() : null;
    }

    /** The request was done before: the account is an old one, and says so first. */
    void nothingDone(Path file, Run run) {
        var anew = "'run FILE --again', or another requestId, runs it anew";
        var document = NothingDone.about(run, anew, RunReport.of(ledger, run));
        var name = RequestFile.sentName(file);
        RequestFile.move(file, RequestFile.reply(folder.done(), name, "result", text(document), reply -> false));
    }

    /** Moves every accepted file whose run has ended, with the result beside it; and puts back what dead processes had in hand. */
    public void answerEnded() {
        if (!answers.mayTry()) {
            return;
        }
        try {
            folder.recover();
            var requests = requests();
            var runs = ledger.latest(Set.copyOf(requests.values())).stream()
                    .collect(Collectors.toMap(Run::requestId, Function.identity()));
            requests.forEach((file, requestId) -> settle(file, runs.get(requestId)));
            answers.tried();
        } catch (RuntimeException e) {
            answers.hit(Failures.failure(e));
        }
    }

    /** The accepted files with their requests' ids. What they ask for was judged when they were accepted, and is not judged again. */
    private Map<Path, String> requests() {
        var requests = new LinkedHashMap<Path, String>();
        for (var file : folder.waiting()) {
            try {
                requests.put(file, RequestReader.acceptedId(RequestFile.read(file, MOST_BYTES)));
            } catch (ReloadException e) {
                LOG.debug("accepted file {} is gone or not readable: {}", file, e.detail());
                requests.put(file, "");
            }
        }
        return requests;
    }

    /** What the ledger does not know, because somebody put it here or the ledger was restored, is asked for once more. */
    private void settle(Path file, Run run) {
        try {
            if (run == null) {
                RequestFile.moveInto(file, folder.inbox(), RequestFile.sentName(file));
            } else if (run.state().ended() && lookedAt(run)) {
                // As its looks have left it.
                var now = ledger.find(run.id()).orElse(run);
                folder.claimAccepted(file).ifPresent(claim -> answer(file, claim, now));
            }
        } catch (RuntimeException e) {
            answers.hit(Failures.failure(e));
        }
    }

    /** Whether no look at the run is open: what it finds is part of the answer. */
    private boolean lookedAt(Run run) {
        return ledger.look(run.id()).map(look -> look.state().ended()).orElse(true);
    }

    private void answer(Path file, Path claim, Run run) {
        try {
            var name = file.getFileName().toString();
            var target =
                    switch (run.state()) {
                        case SUCCESS -> reply(folder.done(), name, "result", RunReport.of(ledger, run), run);
                        case PARTIAL -> {
                            // The first reply takes the name; what was done is told beside it.
                            var place = reply(folder.failed(), name, "error", refusal(run), run);
                            yield reply(
                                    folder.failed(),
                                    place.getFileName().toString(),
                                    "result",
                                    RunReport.of(ledger, run),
                                    run);
                        }
                        default -> reply(folder.failed(), name, "error", refusal(run), run);
                    };
            RequestFile.move(claim, target);
        } catch (RuntimeException e) {
            RequestFile.move(claim, file);
            throw e;
        }
    }

    private Path reply(Path where, String name, String kind, Object document, Run run) {
        return RequestFile.reply(where, name, kind, text(document), reply -> isOf(reply, run));
    }

    private Refusal refusal(Run run) {
        var code = run.error() == null ? ErrorCode.INTERNAL : run.error();
        return Refusal.of(code, run.errorDetail(), null, run.requestId(), run.id(), now());
    }

    /** An earlier try may have written the reply and died before it moved the file. */
    private static boolean isOf(Path reply, Run run) {
        try {
            return Files.isRegularFile(reply, LinkOption.NOFOLLOW_LINKS)
                    && READER.readTree(Files.readAllBytes(reply)).path("run").asLong() == run.id();
        } catch (IOException e) {
            return false;
        }
    }

    private String text(Object document) {
        try {
            return json.writeValueAsString(document) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
