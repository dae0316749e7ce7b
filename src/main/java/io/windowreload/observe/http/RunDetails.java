package io.windowreload.observe.http;

import io.windowreload.ledger.History;
import io.windowreload.ledger.History.Filter;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.OperationLog;
import io.windowreload.observe.http.RunDetail.Attempt;
import io.windowreload.observe.http.RunDetail.Document;
import io.windowreload.reload.RunReport;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;

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
                ledger.request(run).document(),
                history.evidence(id).stream()
                        .map(kept -> new Document(kept.kind(), kept.at(), kept.document()))
                        .toList(),
                history.skipped(id, MOST_SKIPPED),
                log.of(id),
                history.runs(new Filter(MOST_ATTEMPTS, null, null, run.requestId(), null)).stream()
                        .map(other -> other.run())
                        .filter(other -> other.id() != id)
                        .map(other -> new Attempt(
                                other.id(), other.attempt(), other.state().name()))
                        .toList());
    }
}
