package io.windowreload.routes;

import io.windowreload.db.Db;
import io.windowreload.db.Sql;
import io.windowreload.settings.Settings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.camel.component.quartz.QuartzComponent;
import org.quartz.SchedulerException;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Quartz with its jobs on the target: all instances keep the schedule together. Each fire happens once, on whichever instance is quickest;
 * one that was due while no instance ran is made up for, once, at the next start.
 */
public final class SharedSchedule {
    private static final Logger LOG = LoggerFactory.getLogger(SharedSchedule.class);
    private static final Sql FORGET_CHANGED = Sql.load("schedule/forget-changed");
    private static final int PATIENCE_MILLIS = 30_000;
    private static final String SCHEDULER = "window-reload";

    private final Db db;
    private final String cron;
    private final String zone;
    private final QuartzComponent component = new QuartzComponent();

    /**
     * The schedule of one instance.
     *
     * @param target where the others find it; its connections are lent to Quartz
     * @param cron the expression that is wanted now
     * @param beat is told that Quartz looks for what is due
     */
    public SharedSchedule(DataSource target, Db db, String cron, Settings.Schedule settings, Runnable beat) {
        this.db = db;
        this.cron = cron;
        this.zone = settings.zone().getId();
        // Quartz knows its sources by name, for the whole JVM.
        var source = SCHEDULER + " " + UUID.randomUUID();
        DBConnectionManager.getInstance().addConnectionProvider(source, new Lent(target, beat));
        component.setPrefixInstanceName(false);
        component.setProperties(properties(source));
    }

    private static Map<String, String> properties(String source) {
        return Map.of(
                "org.quartz.scheduler.instanceName", SCHEDULER,
                "org.quartz.scheduler.instanceId", "AUTO",
                "org.quartz.threadPool.threadCount", "2",
                "org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX",
                "org.quartz.jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate",
                "org.quartz.jobStore.dataSource", source,
                "org.quartz.jobStore.tablePrefix", "admin.quartz_",
                "org.quartz.jobStore.useProperties", "true",
                "org.quartz.jobStore.isClustered", "true",
                // A fire that a dead instance had begun waits so long for another: of a month that is nothing.
                "org.quartz.jobStore.clusterCheckinInterval", "60000");
    }

    /** What the routes know as {@code quartz}. */
    public QuartzComponent component() {
        return component;
    }

    /** To be called on a migrated target, before the routes start. */
    public void open() {
        db.update(FORGET_CHANGED, Map.of("scheduler", SCHEDULER, "cron", cron, "zone", zone));
    }

    /** Leaves the fires to other instances. Before the routes stop, because a fire that finds no route is lost. */
    public void rest() {
        try {
            if (component.getScheduler() != null) {
                component.getScheduler().standby();
            }
        } catch (SchedulerException e) {
            LOG.warn("the schedule does not rest: {}", e.getMessage());
        }
    }

    private record Lent(DataSource source, Runnable beat) implements ConnectionProvider {
        @Override
        public Connection getConnection() throws SQLException {
            // Its scheduler asks at least each half minute; its other threads are of no use without that one.
            if (Thread.currentThread().getName().endsWith("QuartzSchedulerThread")) {
                beat.run();
            }
            var connection = source.getConnection();
            // The pool sets it back. Quartz asks nothing that takes long, and tries again by itself.
            connection.setNetworkTimeout(Runnable::run, PATIENCE_MILLIS);
            return connection;
        }

        @Override
        public void initialize() {
            // The pool is open already.
        }

        @Override
        public void shutdown() {
            // The pool is the program's to close.
        }
    }
}
