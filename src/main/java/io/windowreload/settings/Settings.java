package io.windowreload.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.temporal.TemporalAmount;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All settings of the program, typed and checked. {@code config/application.properties} explains each key. */
public record Settings(
        Target target,
        Source source,
        Dms dms,
        Cdc cdc,
        TaskLog taskLog,
        Requests requests,
        Windows windows,
        Schedule schedule,
        Path tables,
        Runs runs,
        Retention retention,
        Merge merge,
        Pace pace,
        Look look,
        Drift drift,
        Http http,
        Management management,
        Notices notices) {

    /** Where production, staging and the ledger live. */
    public record Target(
            String jdbcUrl,
            String user,
            Secret password,
            Optional<PasswordSecret> passwordSecret,
            int connections,
            Duration answerTimeout,
            Duration readTimeout) {
        /** The address as it may be shown: parameters, and what stands before an @, may hold a password. */
        public String address() {
            return jdbcUrl.replaceFirst("(?s)[?].*", "").replaceFirst("//[^/]*@", "//");
        }

        @Override
        public String toString() {
            return user + " at " + address();
        }
    }

    /** Where AWS Secrets Manager has the target's password, by name or ARN. */
    public record PasswordSecret(String id, String region, Optional<URI> endpointOverride) {}

    /**
     * The wall clock of the window column.
     *
     * @param zone in which the source's application writes it
     * @param sessionZone in which DMS's session at the target reads it; empty where that is to be found out
     */
    public record Source(ZoneId zone, Optional<ZoneId> sessionZone) {}

    /**
     * DMS and the resources that tasks use.
     *
     * @param cdcTaskArns the ongoing CDC tasks; none where no run is to look at CDC
     * @param loadAttempts how often the tables of a CDC task are loaded where loads fail in ways that may pass
     */
    public record Dms(
            String region,
            Optional<URI> endpointOverride,
            String sourceEndpointArn,
            String targetEndpointArn,
            String replicationInstanceArn,
            List<String> cdcTaskArns,
            Duration callTimeout,
            Duration pollInterval,
            Duration readyTimeout,
            Duration loadTimeout,
            int loadAttempts,
            Duration settleTimeout,
            Duration cleanTimeout,
            DeleteTask deleteTask,
            int maxFullLoadSubTasks,
            int lobMaxSizeKb,
            Load load) {}

    /**
     * Of which kind a load is.
     *
     * @param compute what a serverless one may use, as far as settings say, by the API's names
     */
    public record Load(Kind kind, Map<String, Object> compute) {}

    /** What DMS makes for a load. */
    public enum Kind {
        TASK,
        SERVERLESS
    }

    /** How it is known how far the CDC task has got, and how long a merge waits for it. */
    public record Cdc(Latency latency, Optional<URI> endpointOverride, Duration period, Duration barrierTimeout) {}

    /**
     * How the program knows CDC's latency.
     *
     * @param longest of {@code AT_MOST}, else nothing
     */
    public record Latency(LatencyFrom from, Duration longest) {}

    /** Who tells CDC's latency. */
    public enum LatencyFrom {
        CLOUDWATCH,
        /** The operator, who vouches for the longest: whoever waits for CDC waits so long. */
        AT_MOST,
        /** Nobody: no merge waits for CDC, and no look deletes. */
        OFF
    }

    /** Whether the end of a failed task's log is read, and where. */
    public record TaskLog(boolean read, Optional<URI> endpointOverride) {}

    /** When a finished DMS task is deleted. */
    public enum DeleteTask {
        ALWAYS,
        SUCCESS,
        NEVER
    }

    /** The watched folder. */
    public record Requests(Path directory, long maxBytes, Duration settleTime) {}

    /** What a window may be: the most of one run, if there is a limit. */
    public record Windows(Optional<TemporalAmount> longest) {}

    /** The monthly reload; no cron expression means none. */
    public record Schedule(Optional<String> cron, ZoneId zone, int lagDays, boolean allowEmpty) {}

    /**
     * How runs are moved on, and how long what a failed one leaves for a look stays.
     *
     * @param isolate whether a run goes on without a table that fails alone
     * @param approval whether somebody else than the requester must let a run go on
     */
    public record Runs(
            Duration interval,
            int parallel,
            Duration lease,
            Duration retryFor,
            Duration leftovers,
            boolean isolate,
            Approval approval) {}

    /** Whose word lets a run go on after its plan. */
    public enum Approval {
        /** Nobody's. */
        OFF,
        /** That of another person than the requester. */
        REQUIRED
    }

    /** How long what has ended is remembered: runs in the ledger, answered requests in the folder. */
    public record Retention(Duration ledger, Duration files) {}

    /** How production is written. */
    public record Merge(
            int parallel,
            int chunkRows,
            int maxRejected,
            Duration lockTimeout,
            Duration undo,
            Triggers triggers,
            List<String> trustedOwners) {}

    /**
     * When and how fast production is written.
     *
     * @param hours in which loads and merges begin and go on; empty for all
     * @param rowsPerSecond of a run; 0 for as many as it can
     * @param mostLatency while CDC is further behind, merges rest; empty where nobody asks
     */
    public record Pace(Optional<Hours> hours, int rowsPerSecond, Optional<Duration> mostLatency) {}

    /** Whether triggers and foreign keys of production act on what a run writes. */
    public enum Triggers {
        /** As they do for the CDC task. */
        AS_CDC,
        FIRE,
        SKIP
    }

    /** What is read again after a merge, of one table: no keys means nothing; how often at most; and how much of it may be deleted. */
    public record Look(int keys, int rounds, int maxDeletes, int maxDeletePercent) {}

    /**
     * Where DMS records what it could not do.
     *
     * @param controlZone of the times in its control tables, which have none
     */
    public record Drift(String controlSchema, ZoneId controlZone) {}

    /** The page and the API; no port means neither. */
    public record Http(
            String host,
            Optional<Integer> port,
            boolean readOnly,
            Optional<Path> usersFile,
            Set<String> allowedHosts) {}

    /** Health, metrics and Jolokia; no port means none of them. Silence is how long a loop of the process may give no sign of life. */
    public record Management(
            String host,
            Optional<Integer> port,
            boolean jolokia,
            Duration sourceInterval,
            Duration ledgerInterval,
            Duration targetInterval,
            Duration silence) {}

    /** Who is told how runs end; an empty webhook means nobody. */
    public record Notices(Secret webhook, NoticeOf of) {
        public boolean wanted() {
            return !webhook.value().isEmpty();
        }
    }

    /** Which ends are told. */
    public enum NoticeOf {
        FAILED,
        ENDED
    }

    /** A value that never shows in logs, replies or messages. */
    public record Secret(String value) {
        @Override
        public String toString() {
            return value.isEmpty() ? "(empty)" : "(hidden)";
        }
    }
}
