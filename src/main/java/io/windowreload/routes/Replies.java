package io.windowreload.routes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.Run;
import io.windowreload.reload.Intake;
import io.windowreload.reload.RunReport;
import io.windowreload.request.Refusal;
import io.windowreload.request.RequestFolder;
import io.windowreload.request.RequestReader;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answers beside request files: at once for a refused one, at the end of its run for an accepted one. */
public final class Replies {
    static final String REPLIED = "windowReloadReplied";
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

    private final RequestFolder folder;
    private final RequestReader reader;
    private final Intake intake;
    private final Ledger ledger;
    private final Clock clock;
    private final ObjectWriter json;

    public Replies(
            RequestFolder folder, RequestReader reader, Intake intake, Ledger ledger, Clock clock, ObjectWriter json) {
        this.folder = folder;
        this.reader = reader;
        this.intake = intake;
        this.ledger = ledger;
        this.clock = clock;
        this.json = json;
    }

    /** A file was refused: an error file, a row in the ledger. What may pass is left for another try instead. */
    public void refuse(Exchange exchange) throws JsonProcessingException {
        var thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        var failure = Failures.failure(thrown);
        var name = Inbox.name(exchange);
        if (failure.code().retryable()) {
            LOG.warn("request={} code={} tried again: {}", name, failure.code(), failure.detail());
            return;
        }
        var pointer = thrown instanceof ReloadException refused ? refused.pointer() : null;
        var file = RequestFolder.free(folder.failed(), name);
        exchange.setProperty(REPLIED, file.toString());
        intake.refuse(name, "file", new ReloadException(failure.code(), failure.detail()));
        write(file, "error", Refusal.of(failure.code(), failure.detail(), pointer, null, null, now()));
        LOG.warn("request={} refused code={} {}", name, failure.code(), failure.detail());
    }

    /** Moves every accepted file whose run has ended, with the result beside it. */
    public void answerEnded() throws JsonProcessingException {
        for (var file : folder.waiting()) {
            var run = runOf(file);
            if (run != null && run.state().ended()) {
                answer(file, run);
            }
        }
    }

    private Run runOf(Path file) {
        try {
            return ledger.latest(reader.read(RequestFolder.read(file, reader.maxBytes()))
                            .requestId())
                    .orElse(null);
        } catch (ReloadException e) {
            LOG.debug("accepted file {} is gone or not readable: {}", file, e.detail());
            return null;
        }
    }

    private void answer(Path file, Run run) throws JsonProcessingException {
        var good = run.state() == Run.State.SUCCESS;
        var target = RequestFolder.free(
                good ? folder.done() : folder.failed(), file.getFileName().toString());
        if (good) {
            write(target, "result", RunReport.of(ledger, run));
        } else {
            var code = run.error() == null ? ErrorCode.INTERNAL : run.error();
            write(target, "error", Refusal.of(code, run.errorDetail(), null, run.requestId(), run.id(), now()));
        }
        RequestFolder.move(file, target);
    }

    private void write(Path file, String kind, Object document) throws JsonProcessingException {
        RequestFolder.write(RequestFolder.beside(file, kind), json.writeValueAsString(document) + "\n");
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
