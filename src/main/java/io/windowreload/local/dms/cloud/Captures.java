package io.windowreload.local.dms.cloud;

import io.windowreload.local.dms.change.CaptureContext;
import io.windowreload.local.dms.change.ChangeCapture;
import io.windowreload.local.dms.cloud.DatabaseEndpoint.Side;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.load.FullLoad;
import io.windowreload.local.dms.load.LoadException;
import io.windowreload.local.dms.load.LoadOutcome;
import io.windowreload.local.dms.mapping.NotEmulated;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The captures that move changes, by the ARNs of their tasks. */
final class Captures {
    private static final Logger LOG = LoggerFactory.getLogger(Captures.class);

    private final Cloud cloud;
    private final CaptureOptions options;
    private final Map<String, ChangeCapture> running = new ConcurrentHashMap<>();

    Captures(Cloud cloud, CaptureOptions options) {
        this.cloud = cloud;
        this.options = options;
    }

    /** Whether a task moves changes: its source is PostgreSQL, and nobody else does it. */
    boolean moves(ReplicationTask task) {
        var definition = task.definition();
        synchronized (cloud) {
            return definition.capturesChanges()
                    && !options.idle().contains(definition.identifier())
                    && cloud.endpoint(definition.sourceArn(), Side.SOURCE)
                            .address()
                            .postgres();
        }
    }

    /** Loads what the task has to load, and moves every change since; {@code resumed} goes on where the task stood. */
    LoadOutcome run(
            ReplicationTask task, FullLoad load, boolean resumed, BiConsumer<ReplicationTask, Optional<String>> ended)
            throws SQLException {
        requireEmulated(task);
        var capture = new ChangeCapture(context(task));
        var found = load.capture(true);
        if (!(found instanceof LoadOutcome.Finished)) {
            return found;
        }
        if (resumed) {
            capture.resume(load.captured());
        } else {
            capture.begin(load.captured());
        }
        running.put(task.arn(), capture);
        capture.run(why -> {
            running.remove(task.arn(), capture);
            ended.accept(task, why);
        });
        return found;
    }

    /** The same for a task that loads first: no change is lost between the slot and the end of the load. */
    LoadOutcome loadAndRun(ReplicationTask task, FullLoad load, BiConsumer<ReplicationTask, Optional<String>> ended)
            throws SQLException {
        requireEmulated(task);
        var capture = new ChangeCapture(context(task));
        load.whenReady(() -> capture.begin(load.captured()));
        var outcome = load.run();
        if (outcome instanceof LoadOutcome.Finished) {
            capture.loaded();
            running.put(task.arn(), capture);
            capture.run(why -> {
                running.remove(task.arn(), capture);
                ended.accept(task, why);
            });
        }
        return outcome;
    }

    private static void requireEmulated(ReplicationTask task) {
        if (task.definition().cdcStopPosition() != null) {
            throw new LoadException(NotEmulated.CODE + "the emulator does not do CdcStopPosition");
        }
    }

    private CaptureContext context(ReplicationTask task) {
        var definition = task.definition();
        synchronized (cloud) {
            var source = cloud.endpoint(definition.sourceArn(), Side.SOURCE);
            var target = cloud.endpoint(definition.targetArn(), Side.TARGET);
            return new CaptureContext(
                    Arns.resource(task.arn()),
                    source.address(),
                    target.address(),
                    target.afterConnectScript(),
                    definition.settings(),
                    source.attribute("slotName"),
                    Optional.ofNullable(definition.cdcStartPosition()),
                    () -> latency(definition.identifier()));
        }
    }

    private Duration latency(String task) {
        return cloud.faults()
                .present(FaultKind.CDC_LATENCY, task)
                .map(Fault::delay)
                .orElse(options.latency());
    }

    Optional<ChangeCapture> of(ReplicationTask task) {
        return Optional.ofNullable(running.get(task.arn()));
    }

    /** Ends the capture of a task; false if there is none. */
    boolean stop(ReplicationTask task) {
        var capture = of(task);
        capture.ifPresent(ChangeCapture::stop);
        return capture.isPresent();
    }

    void stopAll() {
        running.values().forEach(ChangeCapture::stop);
    }

    /** Leaves nothing of a deleted task at its source. */
    void forget(ReplicationTask task) {
        if (moves(task) && task.hasRun()) {
            var capture = of(task).orElseGet(() -> new ChangeCapture(context(task)));
            capture.stop();
            var thread = new Thread(
                    () -> drop(task, capture), "dms-drop-" + task.definition().identifier());
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void drop(ReplicationTask task, ChangeCapture capture) {
        try {
            capture.drop();
        } catch (SQLException e) {
            LOG.warn("the replication slot of {} stays: {}", task.definition().identifier(), e.getMessage());
        }
    }
}
