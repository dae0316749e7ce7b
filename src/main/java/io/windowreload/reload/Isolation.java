package io.windowreload.reload;

import io.windowreload.ledger.Lease;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.RunTable;
import io.windowreload.settings.Settings;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bad table of forty: a failure that concerns a table alone ends that table, and the run goes on with the others. Once no table is left
 * the run itself has failed. An undo is one thing: it fails as a whole.
 */
final class Isolation {
    private static final Logger LOG = LoggerFactory.getLogger(Isolation.class);

    /** What is said of a table, and of none beside it. */
    private static final Set<ErrorCode> OF_A_TABLE = EnumSet.of(
            ErrorCode.CDC_TABLE_ERROR,
            ErrorCode.DMS_TABLE_ERROR,
            ErrorCode.COUNT_MISMATCH,
            ErrorCode.ROWS_OUTSIDE_WINDOW,
            ErrorCode.COLUMNS_NOT_LOADED,
            ErrorCode.COLUMNS_EXCHANGED,
            ErrorCode.LOB_TRUNCATED,
            ErrorCode.WINDOW_ZONE_UNKNOWN,
            ErrorCode.TARGET_TABLE_UNFIT,
            ErrorCode.KEY_UNDECLARED,
            ErrorCode.TARGET_TRIGGER_ALTERS,
            ErrorCode.TARGET_CODE_UNTRUSTED,
            ErrorCode.STAGING_DRIFT,
            ErrorCode.STAGING_FOREIGN,
            ErrorCode.STAGING_NOT_EMPTY,
            ErrorCode.STAGING_CHANGED,
            ErrorCode.DUPLICATE_KEYS,
            ErrorCode.MERGE_BUSY,
            ErrorCode.MERGE_CONSTRAINT,
            ErrorCode.MERGE_FAILED,
            ErrorCode.TARGET_REWRITTEN,
            ErrorCode.VERIFY_FAILED);

    private final Ledger ledger;
    private final Lease lease;
    private final boolean wanted;
    private final Duration retryFor;

    Isolation(Ledger ledger, Lease lease, Settings.Runs settings) {
        this.ledger = ledger;
        this.lease = lease;
        this.wanted = settings.isolate();
        this.retryFor = settings.retryFor();
    }

    /**
     * The tables that the run goes on with.
     *
     * @throws ReloadException where all have failed: the run has failed as the first of them has
     */
    List<RunTable> live(Run run) {
        var tables = ledger.tables(run.id());
        var live = tables.stream().filter(table -> !table.failed()).toList();
        if (live.isEmpty() && !tables.isEmpty()) {
            throw allFailed(tables);
        }
        return live;
    }

    private static ReloadException allFailed(List<RunTable> tables) {
        return new ReloadException(
                tables.get(0).failure(),
                "all " + tables.size() + " tables failed: "
                        + tables.stream()
                                .map(table -> table.target() + ": " + table.failure() + " " + table.failureDetail())
                                .collect(Collectors.joining("; ")));
    }

    /** Whether the run goes on without a table that failed so. What may pass is tried again first, for as long as a step is. */
    boolean takes(Run run, ErrorCode code) {
        return OF_A_TABLE.contains(code) && (!code.retryable() || patienceOver(run, retryFor)) && wanted(run);
    }

    /** Whether DMS is to go on with the other tables of a run where one cannot be loaded. */
    boolean wanted(Run run) {
        return wanted && !run.undo() && ledger.tables(run.id()).size() > 1;
    }

    /** Whether what the step is tried again for has lasted so long. */
    static boolean patienceOver(Run run, Duration patience) {
        return run.retrySince() != null
                && Duration.between(run.retrySince(), run.now()).compareTo(patience) > 0;
    }

    /** Does something for a table; a failure that concerns it alone ends the table, any other is thrown. Returns whether all went well. */
    boolean each(Run run, RunTable table, Runnable work) {
        try {
            work.run();
            return true;
        } catch (RuntimeException e) {
            var failure = Failure.of(e);
            if (!takes(run, failure.code())) {
                throw e;
            }
            fail(run, table, failure);
            return false;
        }
    }

    /** The run goes on without a table. */
    void fail(Run run, RunTable table, Failure because) {
        var failure = LockHolders.name(lease, run, because);
        var names = ledger.tables(run.id()).stream().collect(Collectors.toMap(RunTable::position, RunTable::target));
        lease.failed(run, table.position(), failure.code(), failure.detail())
                .forEach(position -> LOG.error(
                        "run={} step={} table={} failed, the run goes on without it: code={} {} | {}",
                        run.id(),
                        run.step(),
                        names.get(position),
                        failure.code(),
                        failure.detail(),
                        failure.code().hint()));
        live(run);
    }
}
