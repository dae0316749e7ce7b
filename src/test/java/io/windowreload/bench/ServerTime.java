package io.windowreload.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** Processor time of a PostgreSQL on this machine: of its postmaster, the children that it has, and those that it had. */
final class ServerTime {
    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int TICKS = 100;

    private ServerTime() {}

    /** Seconds so far; 0 where the system does not tell. */
    static double of(long postmaster) throws IOException {
        var own = fields(Path.of("/proc/" + postmaster));
        if (own.length == 0) {
            return 0;
        }
        long ticks = sum(own, USER, 4);
        try (var processes = Files.list(Path.of("/proc"))) {
            for (var process : (Iterable<Path>) numbered(processes)::iterator) {
                var fields = fields(process);
                if (fields.length > 0 && Long.parseLong(fields[PARENT]) == postmaster) {
                    ticks += sum(fields, USER, 2);
                }
            }
        }
        return ticks / (double) TICKS;
    }

    private static Stream<Path> numbered(Stream<Path> processes) {
        return processes.filter(path -> path.getFileName().toString().matches("\\d+"));
    }

    private static long sum(String[] fields, int first, int count) {
        return Arrays.stream(fields, first, first + count)
                .mapToLong(Long::parseLong)
                .sum();
    }

    /** What stands behind the name of a process, which may hold blanks. */
    private static String[] fields(Path process) {
        try {
            var stat = Files.readString(process.resolve("stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        } catch (IOException e) {
            return new String[0];
        }
    }
}
