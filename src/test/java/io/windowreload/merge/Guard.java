package io.windowreload.merge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Something in the SQL of the merge without which a race is lost, from {@code merge/guards.txt}.
 *
 * @param edits how it is taken out
 * @param test the test that must go red without it, as class#method
 * @param red the SQLSTATE of that failure; empty for an assertion
 */
record Guard(String name, String race, String test, Optional<String> red, List<Edit> edits) {
    /** Text that stands exactly once in a file of {@code sql/migrations}, and what takes its place. */
    record Edit(String file, String text, String replacement) {}

    private static final Path TABLE = Path.of("src/test/resources/merge/guards.txt");
    private static final Path MIGRATIONS = Path.of("sql/migrations");

    /** What each database of a {@link MergeFixture} gets on top of its migrations. */
    private static volatile String[] withoutIt = {};

    static String[] withoutIt() {
        return withoutIt.clone();
    }

    /** Does the work with databases that lack the guard. */
    void takenOutFor(Runnable work) {
        withoutIt = mutated().toArray(String[]::new);
        try {
            work.run();
        } finally {
            withoutIt = new String[0];
        }
    }

    /** The files of migrations without the guard. */
    List<String> mutated() {
        var files = new LinkedHashMap<String, String>();
        for (var edit : edits) {
            var sql = files.computeIfAbsent(edit.file(), name -> read(MIGRATIONS.resolve(name)));
            if (sql.split(Pattern.quote(edit.text()), -1).length != 2) {
                throw new IllegalStateException(edit.file() + " does not hold exactly once: " + edit.text());
            }
            files.put(edit.file(), sql.replace(edit.text(), edit.replacement()));
        }
        return List.copyOf(files.values());
    }

    static List<Guard> all() {
        var guards = new ArrayList<Guard>();
        var file = "";
        var text = "";
        for (var line : read(TABLE).lines().toList()) {
            if (line.startsWith("= ")) {
                guards.add(titled(line.substring(2).split(" \\| ")));
            } else if (line.endsWith(".sql")) {
                file = line;
            } else if (line.startsWith("-")) {
                text = line.substring(1);
            } else if (line.startsWith("+")) {
                guards.get(guards.size() - 1).edits().add(new Edit(file, text, line.substring(1)));
            }
        }
        return guards;
    }

    private static Guard titled(String... parts) {
        var red = parts.length > 3 ? Optional.of(parts[3].replace("red ", "")) : Optional.<String>empty();
        return new Guard(parts[0], parts[1], parts[2], red, new ArrayList<>());
    }

    /** The guard as a row of a table in Markdown. */
    String row() {
        return "| " + name + " | " + race + " | `" + test + "` |";
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name + ": " + race;
    }
}
