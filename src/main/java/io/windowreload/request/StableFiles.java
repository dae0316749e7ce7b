package io.windowreload.request;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Tells which files nobody writes any more: they looked the same for a while. It never waits, so that ten thousand files settle
 * together; and it asks no clock but its own, so that a file from the future settles as well.
 */
public final class StableFiles {
    private static final Duration FORGET = Duration.ofMinutes(10);

    private final Duration quiet;
    private final LongSupplier nanos;
    private final Map<Path, Sight> seen = new ConcurrentHashMap<>();

    private record Sight(long size, FileTime modified, long since, long last) {
        boolean same(Sight other) {
            return other != null && size == other.size && modified.equals(other.modified);
        }
    }

    /**
     * Nothing seen yet.
     *
     * @param quiet how long a file must look the same
     * @param nanos a time that only grows, such as {@link System#nanoTime}
     */
    public StableFiles(Duration quiet, LongSupplier nanos) {
        this.quiet = quiet;
        this.nanos = nanos;
    }

    /** Looks at a file; true once it has looked the same for long enough. */
    public boolean look(Path file) {
        var now = nanos.getAsLong();
        var sight = sight(file, now);
        if (sight == null) {
            seen.remove(file);
            return false;
        }
        var before = seen.get(file);
        if (!sight.same(before)) {
            seen.put(file, sight);
            return false;
        }
        if (now - before.since < quiet.toNanos()) {
            seen.put(file, new Sight(before.size, before.modified, before.since, now));
            return false;
        }
        return true;
    }

    private static Sight sight(Path file, long now) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new Sight(attributes.size(), attributes.lastModifiedTime(), now, now);
        } catch (IOException gone) {
            return null;
        }
    }

    /** The file is somebody's now. */
    public void taken(Path file) {
        seen.remove(file);
    }

    /** Forgets files that nobody has looked at for long: they have gone unnoticed. */
    public void forget() {
        var now = nanos.getAsLong();
        seen.values().removeIf(sight -> now - sight.last > FORGET.toNanos());
    }
}
