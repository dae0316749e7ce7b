package io.windowreload.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every link of the documents leads somewhere, and every document can be found. */
class DocumentsTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    static List<Path> documents() throws IOException {
        try (var docs = Files.list(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
                                    .map(Path::of),
                            docs.filter(file -> file.toString().endsWith(".md")))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void every_link_leads_to_a_file_and_a_heading(Path document) throws IOException {
        var folder = Path.of(".").resolve(document).getParent();

        assertThat(links(document).filter(link -> !leads(folder, document, link)))
                .isEmpty();
    }

    private static Stream<String> links(Path document) throws IOException {
        var text = Files.readString(document).replaceAll("(?s)```.*?```", "");
        return LINK
                .matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .filter(link -> !link.contains("://"))
                .toList()
                .stream();
    }

    private static boolean leads(Path folder, Path document, String link) {
        var parts = link.split("#", 2);
        var file = parts[0].isEmpty() ? document : folder.resolve(parts[0]);
        return Files.exists(file) && (parts.length == 1 || anchors(file).contains(parts[1]));
    }

    /** As GitHub makes them. */
    private static List<String> anchors(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.matches("#+ .*"))
                    .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
                    .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void the_index_and_the_readme_name_every_document() throws IOException {
        try (var docs = Files.list(Path.of("docs"))) {
            var names = docs.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".md") && !name.equals("index.md"))
                    .toList();

            assertThat(names).isNotEmpty().allSatisfy(name -> {
                assertThat(Files.readString(Path.of("docs/index.md"))).contains("](" + name + ")");
                assertThat(Files.readString(Path.of("README.md"))).contains("](docs/" + name);
            });
        }
    }

    /** Code, tables, headings and links have the length that they have. */
    @ParameterizedTest
    @MethodSource("documents")
    void a_line_of_prose_is_no_longer_than_120_signs(Path document) throws IOException {
        var code = false;
        for (var line : Files.readAllLines(document)) {
            code ^= line.stripLeading().startsWith("```");
            var prose = !code && !line.startsWith("    ") && !line.matches("\\s*[|#<\\[].*");
            // What stands in backticks is not broken.
            if (prose
                    && line.replaceAll("`[^`]*`", "`").strip().contains(" ")
                    && !line.strip().matches("`[^`]*`\\S*")) {
                assertThat(line.replaceAll("`[^`]{60,}`", "`").codePoints().count())
                        .as(line)
                        .isLessThanOrEqualTo(120);
            }
        }
    }

    @Test
    void the_readme_is_short() throws IOException {
        assertThat(Files.readAllLines(Path.of("README.md"))).hasSizeLessThanOrEqualTo(220);
    }
}
