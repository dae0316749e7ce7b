package io.windowreload.reload;

import io.windowreload.ledger.Lease;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.Load;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.RunTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The loads of a run. Tables of several CDC tasks are loaded by a DMS task for each, for each CDC task has rules and settings of its own; and
 * keys that are too many for one task come in parts. One after the other, so that a run has one DMS task at a time.
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

    /**
     * What one load brings.
     *
     * @param cdcTask the CDC task whose tables it loads; empty where none is known
     * @param number which part of their rows, from 1
     */
    record Part(Optional<String> cdcTask, int number) {
        static Part of(Load load) {
            return new Part(Optional.ofNullable(load.cdcTask()), load.part());
        }

        /** Whether a table has rows in it. */
        boolean has(RunTable table) {
            return Optional.ofNullable(table.cdcTask()).equals(cdcTask) && number <= table.parts();
        }

        Part first() {
            return new Part(cdcTask, 1);
        }
    }

    /** The load that the run is at; a new one where the last has ended. */
    Load begin(Run run) {
        var loads = lease.loads(run);
        if (!loads.isEmpty() && last(loads).open()) {
            return last(loads);
        }
        var part = next(run, loads).orElseThrow();
        var tried =
                (int) loads.stream().filter(load -> Part.of(load).equals(part)).count();
        var number = loads.size() + 1;
        var identifier = ledger.taskIdentifier(run, number);
        lease.open(run, number, part.cdcTask().orElse(null), part.number(), tried + 1, identifier);
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
        return isolation.live(run).stream().filter(Part.of(load)::has).toList();
    }

    /** Whether something is not loaded yet. */
    boolean more(Run run) {
        return next(run, lease.loads(run)).isPresent();
    }

    private Optional<Part> next(Run run, List<Load> loads) {
        return parts(isolation.live(run)).stream()
                .filter(part -> loads.stream()
                        .noneMatch(load -> load.loaded() && Part.of(load).equals(part)))
                .findFirst();
    }

    /** What is loaded, in its order. */
    static List<Part> parts(List<RunTable> tables) {
        return tasks(tables).stream()
                .flatMap(
                        task -> IntStream.rangeClosed(1, most(tables, task)).mapToObj(number -> new Part(task, number)))
                .toList();
    }

    private static int most(List<RunTable> tables, Optional<String> task) {
        return tables.stream()
                .filter(table -> Optional.ofNullable(table.cdcTask()).equals(task))
                .mapToInt(RunTable::parts)
                .max()
                .orElse(1);
    }

    /** The CDC tasks of tables, in the order of these; empty for those of which none is known. */
    static List<Optional<String>> tasks(List<RunTable> tables) {
        return tables.stream()
                .map(table -> Optional.ofNullable(table.cdcTask()))
                .distinct()
                .toList();
    }

    /** The same about all parts of a CDC task's tables. */
    String kind(Run run, String kind, String cdcTask) {
        return kind(run, kind, new Part(Optional.ofNullable(cdcTask), 1));
    }

    /**
     * Under which name evidence about a load is kept: with the last part of its CDC task's ARN, where the run has tables of several, and with
     * its number, where there is more than one part.
     */
    String kind(Run run, String kind, Part part) {
        var several = tasks(ledger.tables(run.id())).size() > 1;
        return Stream.of(
                        Optional.of(kind),
                        part.cdcTask().filter(task -> several).map(task -> task.substring(task.lastIndexOf(':') + 1)),
                        Optional.of("part " + part.number()).filter(words -> part.number() > 1))
                .flatMap(Optional::stream)
                .reduce((kept, word) -> kept + " " + word)
                .orElseThrow();
    }
}
