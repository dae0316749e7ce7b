package io.windowreload.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What docs/aws.md tells people to copy, so that tests hold the very text. */
public final class Manual {
    private Manual() {}

    /**
     * The first fenced block of a language behind a heading or a numbered point.
     *
     * @param behind such as {@code 4. **PostgreSQL**}
     */
    public static String block(String behind, String language) {
        var block = Pattern.compile(Pattern.quote(behind) + ".*?```" + language + "\\R(.*?)```", Pattern.DOTALL)
                .matcher(text());
        if (!block.find()) {
            throw new IllegalStateException("docs/aws.md has no block of " + language + " behind " + behind);
        }
        return block.group(1);
    }

    /** The statements that a DBA is to run, one a line, without comments. */
    public static List<String> grants() {
        var sql = block("4. **PostgreSQL**", "sql").replaceAll("--[^\\n]*", "");
        return Stream.of(sql.split(";"))
                .map(statement -> statement.strip().replaceAll("\\s+", " "))
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    private static String text() {
        try {
            return Files.readString(Path.of("docs/aws.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
