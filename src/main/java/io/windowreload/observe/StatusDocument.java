package io.windowreload.observe;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.windowreload.reload.RunLine;
import io.windowreload.reload.RunReport;
import io.windowreload.window.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The one document that the status page draws: is it fine, what is it doing, what needs a person.
 *
 * @param zone the source's zone, in which windows and months are wall-clock
 * @param running runs that have not ended, oldest first; most of them may be waiting
 * @param recent the newest runs, newest first
 * @param stale null where the document was read now
 */
@JsonInclude(Include.NON_NULL)
public record StatusDocument(
        String version,
        Instant now,
        String zone,
        Health health,
        Schedule schedule,
        Folder folder,
        List<Open> running,
        List<Attention> attention,
        Calendar calendar,
        List<RunLine> recent,
        Limits limits,
        Stale stale) {

    /** The same when nothing newer could be read: all but the health is of then. */
    StatusDocument aged(Health health, Stale stale) {
        return new StatusDocument(
                version, now, zone, health, schedule, folder, running, attention, calendar, recent, limits, stale);
    }

    /**
     * What is shown is old.
     *
     * @param seconds how old
     * @param problem why there is nothing newer
     */
    public record Stale(long seconds, String problem) {}

    /** Ready means that a run could begin now. */
    public record Health(boolean ready, List<Check> checks) {}

    /**
     * One thing that must be well.
     *
     * @param state up, down or unknown
     * @param at when it was looked at
     */
    @JsonInclude(Include.NON_NULL)
    public record Check(String name, String state, String detail, Instant at) {}

    /**
     * The monthly reload.
     *
     * @param state active, paused, stopped (on this instance, over JMX) or off
     * @param nextFire null where none is to come
     */
    @JsonInclude(Include.NON_NULL)
    public record Schedule(String state, String cron, String zone, Instant nextFire, Paused paused) {}

    /**
     * The watched folder.
     *
     * @param state watching, paused or stopped (on this instance, over JMX)
     * @param waiting files that lie in it now
     * @param notTaken what lies in it and never becomes a request, by name
     */
    @JsonInclude(Include.NON_NULL)
    public record Folder(String state, String directory, int waiting, List<String> notTaken, Paused paused) {}

    /** Since when, on whose word and why. */
    public record Paused(Instant since, String actor, String reason) {}

    /**
     * A run that has not ended.
     *
     * @param of the run that this one undoes or looks at again, or null
     * @param waitsFor the other run that shares a table, or null
     * @param waiting what the run waits for before it goes on with its step, or null
     * @param waitsUntil when it looks again, or null
     * @param pausedBy who has told it to rest, or null
     * @param ratio from 0 to 1: each table is loaded, merged and verified
     * @param remainingSeconds of the load, or null where nothing can be said
     * @param tables none while the run waits
     */
    @JsonInclude(Include.NON_NULL)
    public record Open(
            long run,
            String requestId,
            int attempt,
            String origin,
            Long of,
            String requestedBy,
            String reason,
            String state,
            boolean dryRun,
            RunReport.Window window,
            String phase,
            Map<String, Long> phaseMillis,
            Instant acceptedAt,
            Instant startedAt,
            Long waitsFor,
            boolean stuck,
            String problem,
            String waiting,
            boolean awaitsApproval,
            Instant waitsUntil,
            String pausedBy,
            int tries,
            String cancelReason,
            double ratio,
            Long remainingSeconds,
            List<OpenTable> tables) {}

    /**
     * A table of a run that has not ended.
     *
     * @param state waiting, loading, loaded, planned, merging, merged, verified, error or failed
     * @param expectedRows what an earlier run makes us expect, or null
     * @param code why the run goes on without the table, or null
     */
    @JsonInclude(Include.NON_NULL)
    public record OpenTable(
            String table,
            String state,
            Long loadRows,
            Long expectedRows,
            Long rowsPerSecond,
            Long remainingSeconds,
            long written,
            double ratio,
            ErrorCode code) {}

    /**
     * What needs a person.
     *
     * @param kind failed, partial, refused, stuck, approval or source
     * @param run null where it is no run that needs somebody
     * @param origin of the run, which may be about the run {@code of}
     * @param actions what the page offers: retry, dismiss, approve or cancel
     */
    @JsonInclude(Include.NON_NULL)
    public record Attention(
            String kind,
            Long run,
            String requestId,
            String origin,
            Long of,
            RunReport.Window window,
            ErrorCode code,
            String title,
            String detail,
            String hint,
            Instant at,
            List<String> actions) {}

    /**
     * Table by month; a month without a cell was never reloaded.
     *
     * @param months {@code yyyy-MM}, oldest first
     */
    public record Calendar(List<String> months, List<Row> tables) {
        /** A table with its cells by month. */
        public record Row(String table, Map<String, Cell> cells) {}

        /**
         * A table's month.
         *
         * @param state running, failed, left_open, verified, partial, undone, restored or rewritten
         * @param run the run that decides
         */
        public record Cell(String state, long run) {}
    }

    /** What this instance allows. */
    public record Limits(boolean readOnly, int parallelRuns, long maxRequestBytes, long undoDays) {}
}
