package io.windowreload.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.observe.ReloadControl;
import io.windowreload.window.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.api.management.ManagedOperation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever is on call finds every code and every operation in {@code docs/runbook.md}. */
class RunbookTest {
    private static final Pattern SECTION = Pattern.compile("(?ms)^### `([A-Z_]+)`\\n(.*?)(?=^##|\\z)");
    private static final Pattern TRIES_AGAIN = Pattern.compile("(?s)\\*\\*The program\\*\\* tries again");

    @ParameterizedTest
    @EnumSource
    void a_code_has_a_section_that_says_what_it_means_what_the_program_does_and_what_you_do(ErrorCode code)
            throws IOException {
        var section = sections()
                .filter(found -> found.group(1).equals(code.name()))
                .map(found -> found.group(2))
                .toList();

        assertThat(section).hasSize(1);
        assertThat(section.get(0)).contains("**Means**: ", "\n**The program** ", "\n**You** ");
        assertThat(TRIES_AGAIN.matcher(section.get(0)).find())
                .as("says that it is tried again")
                .isEqualTo(code.retryable());
    }

    @Test
    void there_is_no_section_for_a_code_that_is_gone() throws IOException {
        assertThat(sections().map(found -> found.group(1)))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(ErrorCode.values()).map(Enum::name).toList());
    }

    @Test
    void every_operation_of_the_bean_is_explained() throws IOException {
        var operations = Arrays.stream(ReloadControl.class.getMethods())
                .filter(method -> method.isAnnotationPresent(ManagedOperation.class))
                .map(method -> "| `" + method.getName() + "(")
                .toList();

        assertThat(operations).isNotEmpty();
        assertThat(runbook()).contains(operations);
    }

    @Test
    void readme_and_runbook_say_how_to_reach_the_bean() throws IOException {
        for (var text : List.of(Files.readString(Path.of("README.md")), runbook())) {
            assertThat(text)
                    .contains("`io.windowreload:type=Reload`", "`jconsole PID`")
                    .containsIgnoringCase("jolokia");
        }
        assertThat(Files.readString(Path.of("README.md"))).contains("docs/runbook.md#jmx-operations");
        assertThat(runbook()).contains("## JMX operations\n", "reload.management.jolokia");
    }

    @Test
    void every_route_that_operators_may_stop_exists() throws IOException {
        var named = Pattern.compile("`((?:request|schedule|reload|observe|sweep)-[a-z]+)`")
                .matcher(runbook())
                .results()
                .map(found -> found.group(1))
                .distinct();

        assertThat(named).isNotEmpty().allSatisfy(id -> assertThat(sources()).contains(id));
    }

    private static Stream<MatchResult> sections() throws IOException {
        return SECTION.matcher(runbook()).results();
    }

    private static String runbook() throws IOException {
        return Files.readString(Path.of("docs/runbook.md"));
    }

    /** Where routes are written down. */
    private static String sources() throws IOException {
        var text =
                new StringBuilder(Files.readString(Path.of("src/main/java/io/windowreload/routes/Housekeeping.java")));
        try (var files = Files.list(Path.of("routes"))) {
            for (var file : files.toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }
}
