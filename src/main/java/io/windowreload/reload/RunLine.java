package io.windowreload.reload;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.RunSummary;
import io.windowreload.window.ErrorCode;
import java.time.Instant;
import java.util.List;

/**
 * A run in a list: who asked for what, how it ended, and the sum of its tables' accounts.
 *
 * @param of the run that this one undoes or looks at again, or null
 * @param byKeys true where its request names rows by keys, else null
 * @param tableNames the first of them
 */
@JsonInclude(Include.NON_NULL)
public record RunLine(
        long run,
        String requestId,
        int attempt,
        String origin,
        Long of,
        String requestedBy,
        String reason,
        String state,
        boolean dryRun,
        Boolean byKeys,
        RunReport.Window window,
        int tables,
        List<String> tableNames,
        Instant acceptedAt,
        Instant startedAt,
        Instant finishedAt,
        ErrorCode code,
        String detail,
        long staged,
        long inserted,
        long updated,
        long unchanged,
        long skipped,
        Long deleteCandidates) {

    public static RunLine of(RunSummary summary) {
        Run run = summary.run();
        var counts = summary.counts();
        return new RunLine(
                run.id(),
                run.requestId(),
                run.attempt(),
                run.origin(),
                run.of(),
                run.requestedBy(),
                run.reason(),
                run.state().name(),
                run.options().dryRun(),
                run.byKeys() ? true : null,
                RunReport.Window.of(run),
                summary.tables(),
                summary.names(),
                run.acceptedAt(),
                run.startedAt(),
                run.finishedAt(),
                run.error(),
                run.errorDetail(),
                counts.staged(),
                counts.inserted(),
                counts.updated(),
                counts.unchanged(),
                counts.skipped(),
                counts.deleteCandidates());
    }
}
