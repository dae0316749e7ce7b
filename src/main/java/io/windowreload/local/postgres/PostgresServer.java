package io.windowreload.local.postgres;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A running PostgreSQL server. PostgreSQL refuses to run as root, so who is root runs it as somebody else. */
public interface PostgresServer extends Closeable {
    String SUPERUSER = "postgres";

    int port();

    /**
     * Starts a server.
     *
     * @param data its folder, which is kept; empty for a temporary one
     * @param durable whether a commit survives a crash
     * @param port 0 for a free one
     */
    static PostgresServer start(Optional<Path> data, boolean durable, int port) throws IOException {
        // The library goes through a user namespace of its own where it may; where that is forbidden it has no way.
        if (isRoot() && !LinuxUtils.isUnshareAvailable()) {
            return SwitchedUserServer.start(data, settings(durable), port);
        }
        return EmbeddedServer.start(data, settings(durable), port);
    }

    private static Map<String, String> settings(boolean durable) {
        var settings = new LinkedHashMap<String, String>();
        settings.put("fsync", durable ? "on" : "off");
        settings.put("synchronous_commit", durable ? "on" : "off");
        settings.put("max_connections", "200");
        // A zone that is not UTC shows every place that forgot the source's zone.
        settings.put("timezone", "America/Los_Angeles");
        return settings;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** Where binaries are unpacked: one folder for each user, as one user may not write the other's. */
    static Path binaries() throws IOException {
        var folder = Path.of(
                System.getProperty("java.io.tmpdir"), "window-reload-postgres-" + System.getProperty("user.name"));
        return Files.createDirectories(folder);
    }
}
