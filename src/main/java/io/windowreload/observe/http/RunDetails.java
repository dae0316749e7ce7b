package io.windowreload.observe.http;

import io.windowreload.ledger.History;
import io.windowreload.ledger.History.Filter;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.OperationLog;
import io.windowreload.ledger.RunSummary;
import io.windowreload.observe.http.RunDetail.Attempt;
import io.windowreload.observe.http.RunDetail.Document;
import io.windowreload.reload.RunReport;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.util.stream.Stream;

/** Collects what is known of one run. */
public final class RunDetails {
    private static final int MOST_SKIPPED = 500;
    private static final int MOST_ATTEMPTS = 50;

    private final Ledger ledger;
    private final History history;
    private final OperationLog log;

    public RunDetails(Ledger ledger, History history, OperationLog log) {
        this.ledger = ledger;
        this.history = history;
        this.log = log;
    }

    RunDetail of(long id) {
        var run =
                ledger.find(id).orElseThrow(() -> new ReloadException(ErrorCode.RUN_UNKNOWN, "there is no run " + id));
        return new RunDetail(
                RunReport.of(ledger, run),
                run.requestedBy(),
                run.reason(),
                run.error() == null ? null : run.error().hint(),
                run.cancelReason(),
                run.lastProblem(),
                run.waiting(),
                run.awaitsApproval(),
                run.pausedBy(),
                ledger.request(run).document(),
                history.evidence(id).stream()
                        .map(kept -> new Document(kept.kind(), kept.at(), kept.document()))
                        .toList(),
                history.skipped(id, MOST_SKIPPED),
                log.of(id),
                attempts(run.requestId(), MOST_ATTEMPTS)
                        .filter(other -> other.run() != id)
                        .toList(),
                attempts("undo:" + id, 1).findFirst().orElse(null));
    }

    private Stream<Attempt> attempts(String requestId, int most) {
        return history.runs(new Filter(most, null, null, requestId, null)).stream()
                .map(RunSummary::run)
                .map(run -> new Attempt(run.id(), run.attempt(), run.state().name()));
    }
}
