package io.windowreload.local.dms.load;

import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.fault.Faults;
import io.windowreload.local.dms.mapping.TableMappings;
import io.windowreload.local.dms.mapping.TaskSettings;
import io.windowreload.local.dms.mapping.TaskSettings.Policy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** The load of all tables of a task: tables and segments side by side, as many as {@code MaxFullLoadSubTasks} allows. */
public final class FullLoad {
    private static final String NO_TABLES =
            "No tables were found at task initialization. Either the selected table(s) or "
                    + "schemas(s) no longer exist or no match was found for the table selection pattern(s). If you would like to "
                    + "start a Task that does not initially capture any tables, set Task Setting FailOnNoTablesCaptured to false "
                    + "and restart task.";

    private final LoadContext context;
    private final LoadPlan plan;
    private final AtomicReference<String> fatal = new AtomicReference<>();
    private volatile List<TableProgress> progress = List.of();

    public FullLoad(
            JdbcAddress source,
            JdbcAddress target,
            TableMappings mappings,
            TaskSettings settings,
            Reading reading,
            Faults faults,
            Clock clock) {
        context = new LoadContext(source, target, settings, reading, faults, new CountDownLatch(1));
        plan = new LoadPlan(mappings, settings, faults, clock);
    }

    /** The tables, in the order in which they are begun. */
    public List<TableProgress> progress() {
        return progress;
    }

    /** Ends the load as soon as the segments notice; batches that are committed stay. */
    public void cancel() {
        context.stop().countDown();
    }

    /** Loads; returns when no thread of it works any more. */
    public Outcome run() {
        try {
            var tables = tables();
            if (tables.isEmpty() && context.settings().failOnNoTables()) {
                return new Outcome.Failed(NO_TABLES);
            }
            load(prepared(tables));
        } catch (SQLException | LoadException e) {
            fatal.compareAndSet(null, e.getMessage());
        } finally {
            progress.forEach(TableProgress::cancel);
        }
        if (fatal.get() != null) {
            return new Outcome.Failed(fatal.get());
        }
        return context.stopped() ? new Outcome.Cancelled() : new Outcome.Finished();
    }

    private List<TableLoad> tables() throws SQLException {
        try (var source = context.source().connect()) {
            var tables = plan.tables(source);
            var all = new ArrayList<>(tables.stream().map(TableLoad::progress).toList());
            all.addAll(plan.missing(tables));
            progress = List.copyOf(all);
            return tables;
        }
    }

    private List<TableLoad> prepared(List<TableLoad> tables) throws SQLException {
        try (var target = context.target().connect()) {
            var preparation = preparation(target);
            var ready = new ArrayList<TableLoad>();
            for (var table : tables) {
                try {
                    refuse(table);
                    preparation.prepare(table);
                    ready.add(table);
                } catch (SQLException | TableFailure e) {
                    failed(table, e.getMessage());
                }
            }
            return ready;
        }
    }

    private void refuse(TableLoad table) throws TableFailure {
        var fault = context.faults().take(FaultKind.TABLE_ERROR, table.source().name());
        if (fault.isPresent()) {
            throw new TableFailure(fault.map(Fault::text)
                    .filter(text -> !text.isEmpty())
                    .orElse("Failed to load data from csv file."));
        }
    }

    private void load(List<TableLoad> tables) {
        var pool = Executors.newFixedThreadPool(context.settings().subTasks());
        for (var table : tables) {
            for (var segment : table.segments()) {
                pool.execute(() -> load(table, segment));
            }
        }
        awaitEnd(pool);
    }

    private static void awaitEnd(ExecutorService pool) {
        pool.shutdown();
        try {
            while (!pool.awaitTermination(1, TimeUnit.HOURS)) {
                // A load may take days.
            }
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void load(TableLoad table, Predicate segment) {
        if (context.stopped() || table.progress().snapshot().state() == TableState.ERROR) {
            return;
        }
        table.progress().begin();
        try {
            new SegmentCopy(context, table, segment).run();
            if (!context.stopped() && table.segmentsLeft().decrementAndGet() == 0) {
                complete(table);
            }
        } catch (SQLException | TableFailure e) {
            failed(table, e.getMessage());
        } catch (LoadException e) {
            table.progress().fail();
            stop(e.getMessage());
        }
    }

    private void complete(TableLoad table) throws SQLException {
        try (var target = context.target().connect()) {
            preparation(target).finish(table);
        }
        table.progress().complete();
    }

    private void failed(TableLoad table, String message) {
        table.progress().fail();
        if (context.settings().tableErrors() == Policy.STOP_TASK) {
            stop("Table '" + table.source().schema() + "'.'" + table.source().name() + "' failed: " + message);
        }
    }

    private void stop(String message) {
        fatal.compareAndSet(null, message);
        context.stop().countDown();
    }

    private TargetPreparation preparation(Connection target) {
        return new TargetPreparation(
                target, context.settings(), context.reading().numberScale());
    }
}
