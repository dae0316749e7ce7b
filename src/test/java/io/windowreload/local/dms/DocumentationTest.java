package io.windowreload.local.dms;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.cli.DmsCommand;
import io.windowreload.local.dms.fault.FaultKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the emulator can do stands in its documentation. */
class DocumentationTest {
    private static final Path PAGE = Path.of("docs/dms-emulator.md");
    private static final Path TESTS = Path.of("src/test/java/io/windowreload/local/dms");

    @Test
    void every_fault_has_its_line() throws Exception {
        assertThat(FaultKind.values()).allSatisfy(kind -> {
            var word = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
            assertThat(Files.readString(PAGE)).contains("| `" + word + "` |");
        });
    }

    @Test
    void every_fault_has_its_test() throws Exception {
        var tests = new StringBuilder();
        for (var name :
                List.of("FaultsTest", "MoreOperationsTest", "LoadProgressTest", "MetricsTest", "ServerlessTest")) {
            tests.append(Files.readString(TESTS.resolve(name + ".java")));
        }
        assertThat(FaultKind.values())
                .allSatisfy(kind -> assertThat(tests).containsPattern("\\b" + kind.name() + "\\b"));
    }

    @Test
    void every_operation_that_the_conformance_runs_drive_is_named() throws Exception {
        var page = Files.readString(PAGE);

        assertThat(Files.readAllLines(Path.of("src/test/resources/io/windowreload/local/dms/operations.txt")))
                .allSatisfy(operation -> assertThat(page).contains("`" + operation + "`"));
    }

    @Test
    void every_test_that_holds_a_point_is_there() throws Exception {
        var named = Pattern.compile("`(\\w+Test)\\.(\\w+)`")
                .matcher(Files.readString(PAGE))
                .results()
                .toList();
        assertThat(named).hasSizeGreaterThan(40);
        for (var test : named) {
            assertThat(source(test.group(1))).as(test.group()).contains("void " + test.group(2) + "(");
        }
    }

    private static String source(String testClass) throws IOException {
        try (var files = Files.walk(Path.of("src/test/java"))) {
            var file = files.filter(path -> path.endsWith(testClass + ".java")).findFirst();
            assertThat(file).as(testClass).isPresent();
            return Files.readString(file.get());
        }
    }

    @Test
    void every_option_of_the_command_is_named() throws Exception {
        var page = Files.readString(PAGE);

        assertThat(new CommandLine(new DmsCommand()).getCommandSpec().options())
                .allSatisfy(option -> assertThat(option.longestName().matches("--(help|version)")
                                || page.contains("`" + option.longestName() + "`"))
                        .as(option.longestName())
                        .isTrue());
    }
}
