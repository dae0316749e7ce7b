package io.windowreload.program;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import com.zaxxer.hikari.util.Credentials;
import io.windowreload.db.DbException;
import io.windowreload.db.KeptAliveSockets;
import io.windowreload.db.Sql;
import io.windowreload.routes.PasswordSecret;
import io.windowreload.settings.Settings;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.sql.SQLException;
import java.time.Clock;

/** The pool of connections to the target. */
final class Target {
    private Target() {}

    /** Opens the pool; {@code TARGET_UNAVAILABLE} where the server cannot be reached. */
    static HikariDataSource open(Settings.Target settings) {
        return open(settings, "");
    }

    /**
     * What page, API and JMX read: not for longer than a person waits, and without waiting for a server that is away now.
     *
     * @param most connections
     */
    static HikariDataSource answers(Settings.Target settings, String owner, int most) {
        var seconds = Math.max(1, settings.readTimeout().toSeconds());
        var config = config("answers", settings, owner, 3 * seconds);
        config.setMaximumPoolSize(most);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(Math.max(250, settings.readTimeout().toMillis()));
        config.setInitializationFailTimeout(-1);
        var limit = Sql.load("program/limit-statements").text().replace("$limit$", 2 * seconds + "s");
        config.setConnectionInitSql(config.getConnectionInitSql() + ";\n" + limit);
        return opened(config, settings);
    }

    /** The one connection that hears announcements; it is opened when it is asked for. */
    static HikariDataSource listening(Settings.Target settings, String owner) {
        var config =
                config("listener", settings, owner, settings.answerTimeout().toSeconds());
        config.setMaximumPoolSize(1);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        return opened(config, settings);
    }

    /** The same, in the name of a process: what its sessions write for a run is refused once it does not hold the run any more. */
    static HikariDataSource open(Settings.Target settings, String owner) {
        var config = config("target", settings, owner, settings.answerTimeout().toSeconds());
        config.setMaximumPoolSize(settings.connections());
        config.setMinimumIdle(1);
        config.setConnectionTimeout(10_000);
        var pool = opened(config, settings);
        try {
            if (settings.connections() > 1) {
                Pooler.refuse(pool, settings.address());
            }
            return pool;
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    private static HikariConfig config(String name, Settings.Target settings, String owner, long answerSeconds) {
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(settings.jdbcUrl());
        credentials(config, settings);
        config.addDataSourceProperty("ApplicationName", "window-reload");
        // A dead server must not hold a step for ever, nor a dead program the server's locks.
        config.addDataSourceProperty("socketFactory", KeptAliveSockets.class.getName());
        config.addDataSourceProperty("socketTimeout", Long.toString(answerSeconds));
        config.addDataSourceProperty("connectTimeout", "10");
        // A server that is stopped still takes connections, and then says nothing.
        config.addDataSourceProperty("loginTimeout", "10");
        config.setConnectionInitSql(Sql.load("program/open-session").text().replace("$owner$", owner));
        return config;
    }

    private static HikariDataSource opened(HikariConfig config, Settings.Target settings) {
        try {
            return new HikariDataSource(config);
        } catch (PoolInitializationException e) {
            throw new ReloadException(code(e), settings.address() + ": " + cause(e).getMessage());
        } catch (RuntimeException e) {
            throw new ReloadException(ErrorCode.SETTINGS_INVALID, "reload.target.jdbc-url: " + shown(e, settings));
        }
    }

    /** A secret that cannot be read at all stops the start here; later its last value will do. */
    private static void credentials(HikariConfig config, Settings.Target settings) {
        if (settings.passwordSecret().isEmpty()) {
            config.setUsername(settings.user());
            config.setPassword(settings.password().value());
            return;
        }
        var secret = new PasswordSecret(settings.passwordSecret().get(), Clock.systemUTC());
        secret.password();
        config.setCredentialsProvider(() -> Credentials.of(settings.user(), secret.password()));
    }

    /** The driver and the pool repeat the whole address, parameters and all. */
    private static String shown(RuntimeException thrown, Settings.Target settings) {
        return String.valueOf(thrown.getMessage()).replace(settings.jdbcUrl(), settings.address());
    }

    private static Throwable cause(PoolInitializationException e) {
        return e.getCause() == null ? e : e.getCause();
    }

    /** Only what may pass is called unavailable: a wrong password or database is not. */
    private static ErrorCode code(PoolInitializationException e) {
        if (!(cause(e) instanceof SQLException sql)) {
            return ErrorCode.TARGET_UNAVAILABLE;
        }
        var refused = new DbException("target", sql);
        if (refused.denied()) {
            return ErrorCode.TARGET_ACCESS_DENIED;
        }
        return refused.unavailable() ? ErrorCode.TARGET_UNAVAILABLE : ErrorCode.SETTINGS_INVALID;
    }
}
