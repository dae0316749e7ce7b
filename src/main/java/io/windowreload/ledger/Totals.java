package io.windowreload.ledger;

import io.windowreload.window.ErrorCode;
import io.windowreload.window.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What the ledger adds up to, for meters. */
public record Totals(List<Runs> runs, Map<TableName, Rows> rows, Map<String, Phase> phases) {
    /** Nothing yet. */
    public static final Totals NONE = new Totals(List.of(), Map.of(), Map.of());

    /**
     * Runs of one state.
     *
     * @param error null where all was well
     * @param refused whether they are requests that never became runs
     */
    public record Runs(Run.State state, ErrorCode error, boolean refused, long count) {}

    /**
     * Rows of a table by what became of them, over all finished runs.
     *
     * @param verifiedAt when a run over the table was last verified, or null
     * @param verifiedTo the latest end of a verified window, or null
     */
    public record Rows(
            long staged,
            long inserted,
            long updated,
            long unchanged,
            long skipped,
            Instant verifiedAt,
            Instant verifiedTo) {}

    /** How often a phase has ended, and how long it took altogether. */
    public record Phase(long ended, Duration took) {}
}
