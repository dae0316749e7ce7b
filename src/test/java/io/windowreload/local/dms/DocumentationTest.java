package io.windowreload.local.dms;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.cli.DmsCommand;
import io.windowreload.local.dms.fault.FaultKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the emulator can do stands in its documentation. */
class DocumentationTest {
    private static final Path PAGE = Path.of("docs/dms-emulator.md");

    @Test
    void every_fault_has_its_line() throws Exception {
        assertThat(FaultKind.values()).allSatisfy(kind -> {
            var word = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
            assertThat(Files.readString(PAGE)).contains("| `" + word + "` |");
        });
    }

    @Test
    void every_operation_that_the_conformance_run_drives_is_named() throws Exception {
        var page = Files.readString(PAGE);
        var script = Files.readString(Path.of("src/test/python/dms_conformance.py"));
        var wanted = script.substring(script.indexOf("wanted = {"), script.indexOf("assert driven == wanted"));

        assertThat(wanted.split("\""))
                .filteredOn(word -> word.matches("[A-Z]\\w+"))
                .allSatisfy(operation -> assertThat(page).contains("`" + operation + "`"));
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
