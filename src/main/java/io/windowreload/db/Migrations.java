package io.windowreload.db;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.MigrateResult;

/** Brings the schemas {@code admin} and {@code staging} of the target to this program's version. */
public final class Migrations {
    private static final Sql CLOSE = Sql.load("program/close-routines");

    private Migrations() {}

    /**
     * One migration that was run.
     *
     * @param version null where it is one that is repeated whenever it changes
     */
    public record Ran(String version, String description, int millis) {}

    /**
     * What was done.
     *
     * @param version of the schema {@code admin} now
     */
    public record Done(List<Ran> migrations, String version) {}

    /** Runs what has not run yet of {@code sql/migrations}. Two processes that start at once wait for each other. */
    public static Done run(DataSource target) {
        Done done;
        try {
            done = done(configured(target).load().migrate());
        } catch (FlywayException e) {
            throw named("migrate", e);
        }
        close(target);
        return done;
    }

    /** The same for who has just looked: where nothing is pending, as at each start but the first, Flyway need not look once more. */
    public static Done run(DataSource target, State found) {
        if (found.pending() > 0) {
            return run(target);
        }
        close(target);
        return new Done(List.of(), found.version());
    }

    /**
     * How the target's schemas stand to this program's migrations.
     *
     * @param version of the schema {@code admin}, or null where nothing has run yet
     * @param pending how many have not run yet
     * @param newer whether a newer program has been here
     * @param troubles what makes the history and this program's migrations contradict each other
     */
    public record State(String version, int pending, boolean newer, List<String> troubles) {
        /** Why this program must leave the schemas alone: it would put its own functions in the place of newer ones. */
        public Optional<String> refusal() {
            if (newer) {
                return Optional.of("a newer version of this program has migrated the schema admin, to version "
                        + version + ": use that version here, too");
            }
            return troubles.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", troubles));
        }
    }

    /** Looks, and changes nothing. */
    public static State state(DataSource target) {
        try {
            var flyway = configured(target)
                    .ignoreMigrationPatterns("*:pending", "*:future")
                    .load();
            var info = flyway.info();
            var current = info.current();
            return new State(
                    current == null || current.getVersion() == null
                            ? null
                            : current.getVersion().getVersion(),
                    info.pending().length,
                    Arrays.stream(info.all())
                            .anyMatch(migration -> migration.getState() == MigrationState.FUTURE_SUCCESS),
                    flyway.validateWithResult().invalidMigrations.stream()
                            .map(invalid -> invalid.filepath.replaceFirst(".*/", "") + " "
                                    + invalid.errorDetails.errorMessage.replaceAll("\\s+", " "))
                            .toList());
        } catch (FlywayException e) {
            throw named("migrations", e);
        }
    }

    /** What PostgreSQL said, however deep Flyway has wrapped it. */
    private static RuntimeException named(String what, FlywayException thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return new DbException(what, sql);
            }
        }
        return thrown;
    }

    private static Done done(MigrateResult result) {
        var version = result.targetSchemaVersion == null ? result.initialSchemaVersion : result.targetSchemaVersion;
        return new Done(
                result.migrations.stream()
                        .map(step -> new Ran(step.version, step.description, step.executionTime))
                        .toList(),
                version);
    }

    /** Not a callback of Flyway: it refuses one that it finds twice, as beside an unpacked archive. */
    private static void close(DataSource target) {
        new Db(target).update(CLOSE, Map.of());
    }

    private static FluentConfiguration configured(DataSource target) {
        return Flyway.configure()
                .dataSource(target)
                .locations("classpath:sql/migrations")
                .defaultSchema("admin")
                .table("reload_schema_history")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .validateMigrationNaming(true)
                // None of ours has any, and to look for them takes a quarter of a second of each start.
                .placeholderReplacement(false);
    }
}
