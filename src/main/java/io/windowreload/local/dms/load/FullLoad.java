package io.windowreload.local.dms.load;

import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.fault.Faults;
import io.windowreload.local.dms.mapping.NotEmulated;
import io.windowreload.local.dms.mapping.ParsedMappings;
import io.windowreload.local.dms.mapping.ParsedSettings;
import io.windowreload.local.dms.mapping.ParsedSettings.Policy;
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
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The load of all tables of a task: tables and segments side by side, as many as {@code MaxFullLoadSubTasks} allows. */
public final class FullLoad {
    private static final String NO_TABLES =
            "No tables were found at task initialization. Either the selected table(s) or "
                    + "schemas(s) no longer exist or no match was found for the table selection pattern(s). If you would like to "
                    + "start a Task that does not initially capture any tables, set Task Setting FailOnNoTablesCaptured to false "
                    + "and restart task.";

    private static final Logger LOG = LoggerFactory.getLogger(FullLoad.class);

    private final LoadContext context;
    private final ParsedMappings mappings;
    private final LoadScope scope;
    private final LoadPlan plan;
    private final AtomicReference<String> fatal = new AtomicReference<>();
    private final List<TableCounters> progress = new ArrayList<>();
    private List<TableLoad> loads = List.of();
    private Step beforeRows = () -> {};
    private Consumer<List<TableCounters>> found = tables -> {};

    public FullLoad(
            JdbcAddress source,
            JdbcAddress target,
            ParsedMappings mappings,
            ParsedSettings settings,
            LoadScope scope,
            DocumentReading reading,
            Faults faults,
            Clock clock) {
        this.scope = scope;
        this.mappings = mappings;
        context = new LoadContext(source, target, settings, reading, faults, new CountDownLatch(1));
        plan = new LoadPlan(mappings, settings, scope, faults, clock);
    }

    /** What happens between the preparation of the target and the first row. */
    @FunctionalInterface
    public interface Step {
        void run() throws SQLException;
    }

    /** Does something once the target's tables are ready and before the first row is read. */
    public void whenReady(Step step) {
        beforeRows = step;
    }

    /** Calls back with the tables, in the order in which they are begun, once they are known. */
    public void whenFound(Consumer<List<TableCounters>> listener) {
        found = listener;
    }

    /**
     * Finds the tables of a task that captures changes only: nothing is loaded, all of them count as complete.
     *
     * @param reallyMoves whether the changes are moved by the task, so that all of its rules must be known
     */
    public LoadOutcome capture(boolean reallyMoves) {
        try {
            if (reallyMoves) {
                refuseNotEmulated();
            }
            tables();
            progress.stream()
                    .filter(table -> table.snapshot().state() == TableState.BEFORE_LOAD)
                    .forEach(TableCounters::complete);
            return new LoadOutcome.Finished();
        } catch (SQLException | LoadException e) {
            return new LoadOutcome.Failed(e.getMessage());
        }
    }

    /** The tables that were found, for the capture of their changes; those that are missing at the target are made. */
    public List<CapturedTable> captured() throws SQLException {
        try (var target = context.target().connect()) {
            var captured = new ArrayList<CapturedTable>();
            for (var table : loads) {
                if (!table.source().view() && !table.progress().failed()) {
                    preparation(target).createIfMissing(table);
                    captured.add(plan.captured(table, context.reading().numberScale()));
                }
            }
            return captured;
        } catch (TableFailure e) {
            throw new LoadException(e.getMessage());
        }
    }

    /** Ends the load as soon as the segments notice; batches that are committed stay. */
    public void cancel() {
        context.stop().countDown();
    }

    /** Loads; returns when no thread of it works any more. */
    public LoadOutcome run() {
        try {
            refuseNotEmulated();
            var tables = tables();
            if (tables.isEmpty()
                    && scope.except().isEmpty()
                    && context.settings().failOnNoTables()) {
                return new LoadOutcome.Failed(NO_TABLES);
            }
            var ready = prepared(tables);
            beforeRows.run();
            load(ready);
        } catch (SQLException | LoadException e) {
            fatal.compareAndSet(null, e.getMessage());
        } finally {
            progress.forEach(TableCounters::cancel);
        }
        if (fatal.get() != null) {
            return new LoadOutcome.Failed(fatal.get());
        }
        return context.stopped() ? new LoadOutcome.Cancelled() : new LoadOutcome.Finished();
    }

    // Refused aloud, for a silent omission would look like success.
    private void refuseNotEmulated() {
        if (context.reading().refuseUnknownSettings()) {
            NotEmulated.in(mappings, context.settings(), context.source().postgres())
                    .ifPresent(what -> {
                        throw new LoadException(what);
                    });
        }
    }

    private List<TableLoad> tables() throws SQLException {
        try (var source = context.source().connect()) {
            var tables = plan.tables(source);
            loads = tables;
            tables.forEach(table -> progress.add(table.progress()));
            progress.addAll(plan.missing(tables));
            found.accept(List.copyOf(progress));
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
        if (context.stopped() || table.progress().failed()) {
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
        } catch (StackOverflowError e) {
            LOG.debug("segment of {} failed", table.source().quoted(), e);
            failed(table, "the query is too deep: " + e);
        } catch (RuntimeException e) {
            LOG.debug("segment of {} failed", table.source().quoted(), e);
            table.progress().fail();
            stop(String.valueOf(e.getMessage()));
        }
    }

    private void complete(TableLoad table) throws SQLException, TableFailure {
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
                target,
                context.settings(),
                scope.emptyFirst(),
                context.reading().numberScale());
    }
}
