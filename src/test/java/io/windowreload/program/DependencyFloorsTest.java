package io.windowreload.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No library is older than the version in which something that was published against it was closed. */
class DependencyFloorsTest {
    private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[\\w.]*)\\.jar");

    /** A floor, and what asked for it. */
    private record Floor(String name, String version, String advisory) {}

    private static final List<Floor> FLOORS = List.of(
            new Floor(
                    "netty-codec-http2", "4.1.137", "CVE-2026-33871, CONTINUATION flood; CVE-2025-55163, MadeYouReset"),
            new Floor("netty-codec-http", "4.1.137", "CVE-2025-58056, request smuggling by chunk extensions"),
            new Floor("netty-handler", "4.1.118", "CVE-2025-24970, a packet ends the process"),
            new Floor("netty-common", "4.1.118", "CVE-2025-25193, files of the environment"),
            new Floor(
                    "postgresql", "42.7.11", "CVE-2025-49146, channel binding is left out; later fixes of the driver"),
            new Floor("jackson-core", "2.21.0", "nesting and number limits hold in every parser"),
            new Floor("jackson-databind", "2.21.0", "the limits of its core"),
            new Floor("logback-core", "1.5.34", "CVE-2025-11226, CVE-2026-1225, code from a configuration file"),
            new Floor("logback-classic", "1.5.34", "the same"),
            new Floor("httpcore5", "5.4", "limits of heads hold"),
            new Floor("httpclient5", "5.5", "CVE-2025-27820, host names are checked again"),
            new Floor("sdk-core", "2.57.8", "the newest that is whole"),
            new Floor("commons-compress", "1.26.0", "CVE-2024-25710, CVE-2024-26308, endless loops"),
            new Floor("commons-io", "2.14.0", "CVE-2024-47554, a slow reader"),
            new Floor("commons-lang3", "3.18.0", "CVE-2025-48924, endless recursion"),
            new Floor("snakeyaml", "2.0", "CVE-2022-1471, code from a document"),
            new Floor("h2", "2.2.220", "CVE-2022-45868"));

    private static final List<String> NEVER =
            List.of("c3p0", "mchange-commons-java", "commons-logging", "log4j-core", "log4j");

    private static List<Matcher> jars() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).getFileName())
                .filter(name -> name != null)
                .map(name -> JAR.matcher(name.toString()))
                .filter(Matcher::matches)
                .toList();
    }

    @Test
    void every_library_that_an_advisory_names_is_there_and_new_enough() {
        var jars = jars();
        for (var floor : FLOORS) {
            assertThat(jars.stream().filter(jar -> jar.group(1).equals(floor.name())))
                    .as("%s, because of %s", floor.name(), floor.advisory())
                    .isNotEmpty()
                    .allSatisfy(jar -> assertThat(jar.group(2))
                            .usingComparator(Comparator.comparing(DependencyFloorsTest::comparable))
                            .isGreaterThanOrEqualTo(floor.version()));
        }
    }

    @Test
    void what_must_not_be_there_is_not() {
        assertThat(jars())
                .hasSizeGreaterThan(100)
                .extracting(jar -> jar.group(1))
                .doesNotContainAnyElementsOf(NEVER);
    }

    @Test
    void camel_is_the_version_that_everything_was_tried_with() {
        assertThat(jars().stream().filter(jar -> jar.group(1).startsWith("camel-")))
                .hasSizeGreaterThan(30)
                .allMatch(jar -> jar.group(2).equals("4.18.0"));
    }

    @Test
    void versions_are_compared_as_numbers() {
        assertThat(comparable("4.1.9.Final")).isLessThan(comparable("4.1.10.Final"));
        assertThat(comparable("42.7.8")).isLessThan(comparable("42.7.11"));
        assertThat(comparable("5.4")).isLessThan(comparable("5.4.4"));
    }

    private static String comparable(String version) {
        return Stream.of(version.split("\\."))
                .filter(part -> part.matches("\\d+"))
                .map(part -> "%06d".formatted(Integer.parseInt(part)))
                .reduce("", (all, part) -> all + part + ".");
    }
}
