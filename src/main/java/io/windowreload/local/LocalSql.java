package io.windowreload.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The statements of the local cloud, from {@code sql/local} on the class path. */
public final class LocalSql {
    private LocalSql() {}

    /** The file {@code sql/local/<name>.sql} as it is; a missing file is a bug. */
    public static String text(String name) {
        var path = "/sql/local/" + name + ".sql";
        try (InputStream in = LocalSql.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no statement " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
