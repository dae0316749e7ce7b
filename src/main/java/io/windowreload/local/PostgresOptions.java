package io.windowreload.local;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How an embedded PostgreSQL is started.
 *
 * @param data folder of its data, made if missing and kept at the end; empty for a new one that goes with the server
 * @param durable whether a commit survives a crash; off is faster
 * @param port of the loopback interface, 0 for a free one
 */
public record PostgresOptions(Optional<Path> data, boolean durable, int port) {
    public static final PostgresOptions DEFAULT = new PostgresOptions(Optional.empty(), false, 0);

    public PostgresOptions data(Path folder) {
        return new PostgresOptions(Optional.of(folder), durable, port);
    }

    /** Every commit is on disk before it is answered. */
    public PostgresOptions crashSafe() {
        return new PostgresOptions(data, true, port);
    }

    public PostgresOptions port(int number) {
        return new PostgresOptions(data, durable, number);
    }
}
