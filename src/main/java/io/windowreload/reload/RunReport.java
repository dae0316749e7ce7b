package io.windowreload.reload;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.RunFinding;
import io.windowreload.ledger.RunTable;
import io.windowreload.ledger.RunTable.Counts;
import io.windowreload.window.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A run as people read it: the closing table, the reply file and the status document are made of it.
 *
 * @param of the run that this one undoes or looks at again, or null
 * @param restOf the attempt before, of whose tables this one takes only those that are not done, or null
 * @param approvedBy who let the run go on, where settings want that, or null
 * @param byKeys true where its request names rows by keys, else null
 * @param findings what a person should know of it
 * @param look the second look at this run, or null
 * @param keys of a second look, or of a request for keys: how many keys have come to what
 * @param estimate what the run was about to load, or null
 */
@JsonInclude(Include.NON_NULL)
public record RunReport(
        long run,
        String requestId,
        int attempt,
        String origin,
        Long of,
        Long restOf,
        String approvedBy,
        String state,
        String phase,
        boolean dryRun,
        Boolean byKeys,
        Window window,
        String task,
        Instant acceptedAt,
        Instant startedAt,
        Instant finishedAt,
        Map<String, Long> phaseMillis,
        ErrorCode code,
        String detail,
        List<Table> tables,
        Table total,
        List<RunFinding> findings,
        Long look,
        Map<String, Long> keys,
        Estimate estimate) {

    /** Wall-clock bounds in the source's zone. */
    public record Window(String from, String to, String zone) {
        /** Null where the request could not be read. */
        public static Window of(Run run) {
            var window = run.window();
            return window == null
                    ? null
                    : new Window(
                            window.from().toString(),
                            window.to().toString(),
                            window.zone().getId());
        }
    }

    /**
     * The account of a table, or of all.
     *
     * @param code why the run went on without the table, or null
     */
    @JsonInclude(Include.NON_NULL)
    public record Table(
            String table,
            String source,
            String loadState,
            Long loadRows,
            long staged,
            long inserted,
            long updated,
            long deleted,
            long unchanged,
            long skipped,
            Map<String, Long> skippedBy,
            Long deleteCandidates,
            Long millis,
            ErrorCode code,
            String detail) {}

    /** Reads the run's report from the ledger. */
    public static RunReport of(Ledger ledger, Run run) {
        return of(
                run,
                ledger.tables(run.id()),
                ledger.phases(run.id()),
                ledger.findings(run.id()),
                ledger.look(run.id()).map(Run::id).orElse(null),
                run.keyed() ? ledger.lookOutcomes(run.id()) : null,
                Estimate.of(ledger, run.id()).orElse(null));
    }

    /** The report of a run whose tables and phases are at hand. */
    public static RunReport of(Run run, List<RunTable> runTables, Map<String, Duration> took) {
        return of(run, runTables, took, List.of(), null, null, null);
    }

    private static RunReport of(
            Run run,
            List<RunTable> runTables,
            Map<String, Duration> took,
            List<RunFinding> findings,
            Long look,
            Map<String, Long> keys,
            Estimate estimate) {
        var phases = new LinkedHashMap<String, Long>();
        took.forEach((phase, time) -> phases.put(phase, time.toMillis()));
        var tables = runTables.stream()
                .map(table -> table(table, run.options().dryRun() ? table.forecast() : table.counts()))
                .toList();
        return new RunReport(
                run.id(),
                run.requestId(),
                run.attempt(),
                run.origin(),
                run.of(),
                run.restOf(),
                run.approvedBy(),
                run.state().name(),
                run.state().ended() ? null : run.phaseName(),
                run.options().dryRun(),
                run.byKeys() ? true : null,
                Window.of(run),
                run.taskArn(),
                run.acceptedAt(),
                run.startedAt(),
                run.finishedAt(),
                phases,
                run.error(),
                run.errorDetail(),
                tables,
                total(tables),
                findings.isEmpty() ? null : findings,
                look,
                keys,
                estimate);
    }

    private static Table table(RunTable table, Counts counts) {
        var skipped = new LinkedHashMap<String, Long>();
        skipped.put("newer_in_target", counts.newerInTarget());
        skipped.put("deleted_by_cdc", counts.deletedByCdc());
        skipped.put("outside_window", counts.outsideWindow());
        skipped.put("tie_touched_by_cdc", counts.tieTouchedByCdc());
        skipped.put("orphaned", counts.orphaned());
        skipped.put("unique_conflict", counts.uniqueConflict());
        skipped.put("rejected", counts.rejected());
        return new Table(
                table.target().toString(),
                table.source().toString(),
                table.loadState(),
                table.loadRows(),
                counts.staged(),
                counts.inserted(),
                counts.updated(),
                counts.deleted(),
                counts.unchanged(),
                counts.skipped(),
                skipped,
                counts.deleteCandidates(),
                table.mergeTime() == null ? null : table.mergeTime().toMillis(),
                table.failure(),
                table.failureDetail());
    }

    private static Table total(List<Table> tables) {
        var skipped = new LinkedHashMap<String, Long>();
        tables.forEach(table -> table.skippedBy().forEach((reason, count) -> skipped.merge(reason, count, Long::sum)));
        return new Table(
                "total",
                null,
                null,
                null,
                tables.stream().mapToLong(Table::staged).sum(),
                tables.stream().mapToLong(Table::inserted).sum(),
                tables.stream().mapToLong(Table::updated).sum(),
                tables.stream().mapToLong(Table::deleted).sum(),
                tables.stream().mapToLong(Table::unchanged).sum(),
                tables.stream().mapToLong(Table::skipped).sum(),
                skipped,
                null,
                null,
                null,
                null);
    }

    /** What a command ends with that has brought the run to its end: one that did what it could is no more than failed. */
    public int exitCode() {
        return code == null ? 0 : state.equals("PARTIAL") ? 1 : code.exitCode();
    }

    /** How long the run took from its claim to its end, or null where it has not ended. */
    public Duration took() {
        return startedAt == null || finishedAt == null ? null : Duration.between(startedAt, finishedAt);
    }
}
