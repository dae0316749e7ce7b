package io.windowreload.reload;

import io.windowreload.ledger.Lease;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.Load;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.RunTable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The loads of a run. Tables of several CDC tasks are loaded by a DMS task for each, for each CDC task has rules and settings of its own; one
 * after the other, so that a run has one DMS task at a time.
 */
final class Loads {
    private final Ledger ledger;
    private final Lease lease;
    private final Isolation isolation;

    Loads(Ledger ledger, Lease lease, Isolation isolation) {
        this.ledger = ledger;
        this.lease = lease;
        this.isolation = isolation;
    }

    /** The load that the run is at; a new one where the last has ended. */
    Load begin(Run run) {
        var loads = lease.loads(run);
        if (!loads.isEmpty() && last(loads).open()) {
            return last(loads);
        }
        var task = next(run, loads).orElseThrow();
        var tried = (int) loads.stream().filter(load -> of(task, load)).count();
        var number = loads.size() + 1;
        var identifier = ledger.taskIdentifier(run, number);
        lease.open(run, number, task.orElse(null), tried + 1, identifier);
        return current(run);
    }

    /** The load that the run is at, or has just ended. */
    Load current(Run run) {
        return last(lease.loads(run));
    }

    private static Load last(List<Load> loads) {
        return loads.get(loads.size() - 1);
    }

    /** The tables of a load that the run goes on with. */
    List<RunTable> tables(Run run, Load load) {
        return isolation.live(run).stream()
                .filter(table -> Objects.equals(table.cdcTask(), load.cdcTask()))
                .toList();
    }

    /** Whether there are tables that are not loaded yet. */
    boolean more(Run run) {
        return next(run, lease.loads(run)).isPresent();
    }

    private Optional<Optional<String>> next(Run run, List<Load> loads) {
        return tasks(isolation.live(run)).stream()
                .filter(task -> loads.stream().noneMatch(load -> load.loaded() && of(task, load)))
                .findFirst();
    }

    private static boolean of(Optional<String> task, Load load) {
        return task.equals(Optional.ofNullable(load.cdcTask()));
    }

    /** The CDC tasks of tables, in the order of these; empty for those of which none is known. */
    static List<Optional<String>> tasks(List<RunTable> tables) {
        return tables.stream()
                .map(table -> Optional.ofNullable(table.cdcTask()))
                .distinct()
                .toList();
    }

    /** Under which name evidence about a CDC task's tables is kept: with the last part of its ARN, where the run has tables of several. */
    String kind(Run run, String kind, String cdcTask) {
        return tasks(ledger.tables(run.id())).size() < 2 || cdcTask == null
                ? kind
                : kind + " " + cdcTask.substring(cdcTask.lastIndexOf(':') + 1);
    }
}
