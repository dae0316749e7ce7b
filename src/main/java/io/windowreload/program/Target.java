package io.windowreload.program;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.windowreload.settings.Settings;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;

/** The pool of connections to the target. */
final class Target {
    private Target() {}

    /** Opens the pool; {@code TARGET_UNAVAILABLE} where the server cannot be reached. */
    static HikariDataSource open(Settings.Target settings) {
        var config = new HikariConfig();
        config.setPoolName("target");
        config.setJdbcUrl(settings.jdbcUrl());
        config.setUsername(settings.user());
        config.setPassword(settings.password().value());
        config.setMaximumPoolSize(settings.connections());
        config.setMinimumIdle(1);
        config.setConnectionTimeout(10_000);
        config.addDataSourceProperty("ApplicationName", "window-reload");
        // A dead peer must not hold a step for ever; a long statement keeps answering keep-alives.
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("connectTimeout", "10");
        try {
            return new HikariDataSource(config);
        } catch (PoolInitializationException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            throw new ReloadException(
                    ErrorCode.TARGET_UNAVAILABLE,
                    settings.jdbcUrl().replaceFirst("[?].*", "") + ": " + cause.getMessage());
        } catch (RuntimeException e) {
            throw new ReloadException(ErrorCode.SETTINGS_INVALID, "reload.target.jdbc-url: " + e.getMessage());
        }
    }
}
