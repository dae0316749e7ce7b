package io.windowreload.component.aws2.dms;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page docs/aws2-dms.md. */
record DocsPage(String text) {
    static final Path FILE = Path.of("docs", "aws2-dms.md");

    static DocsPage read() throws IOException {
        return new DocsPage(Files.readString(FILE));
    }

    /** The code blocks of a language, in their order. */
    List<String> blocks(String language) {
        return Pattern.compile("^```" + language + "\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(text)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** The page with this table between the marks of that name. */
    DocsPage with(String name, String table) {
        Pattern marked = Pattern.compile(
                "(?<=^<!-- begin %1$s -->\\n).*?(?=^<!-- end %1$s -->$)".formatted(name),
                Pattern.MULTILINE | Pattern.DOTALL);
        Matcher found = marked.matcher(text);
        if (!found.find()) {
            throw new AssertionError(FILE + " lacks the marks of " + name);
        }
        return new DocsPage(found.replaceFirst(Matcher.quoteReplacement(table)));
    }
}
