package io.windowreload.db;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateResult;

/** Brings the schemas {@code admin} and {@code staging} of the target to this program's version. */
public final class Migrations {
    private Migrations() {}

    /**
     * Runs what has not run yet of {@code sql/migrations}. Two processes that start at once wait for each other.
     *
     * @return what was found and done, in Flyway's words
     */
    public static MigrateResult run(DataSource target) {
        try {
            return migrate(target);
        } catch (FlywayException e) {
            throw e.getCause() instanceof SQLException sql ? new DbException("migrate", sql) : e;
        }
    }

    private static MigrateResult migrate(DataSource target) {
        return Flyway.configure()
                .dataSource(target)
                .locations("classpath:sql/migrations")
                .defaultSchema("admin")
                .table("reload_schema_history")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .validateMigrationNaming(true)
                .load()
                .migrate();
    }
}
