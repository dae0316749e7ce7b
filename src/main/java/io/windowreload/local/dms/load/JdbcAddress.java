package io.windowreload.local.dms.load;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;

/** Where a database is and who one is there. Its text never shows the password. */
public record JdbcAddress(String url, String user, String password) {

    /** An address that needs no more than what stands in it. */
    public static JdbcAddress of(String url) {
        return new JdbcAddress(url, "", "");
    }

    public Connection connect() throws SQLException {
        return connect(Map.of());
    }

    /** Connects with more of the driver's properties. */
    public Connection connect(Map<String, String> more) throws SQLException {
        var properties = new Properties();
        properties.putAll(more);
        if (!user.isEmpty()) {
            properties.setProperty("user", user);
            properties.setProperty("password", password);
        }
        return DriverManager.getConnection(url, properties);
    }

    /** PostgreSQL, or else Oracle and what stands in for it. */
    public boolean postgres() {
        return url.startsWith("jdbc:postgresql:");
    }

    @Override
    public String toString() {
        return url.replaceFirst("[?;].*", "");
    }
}
