package io.windowreload.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.windowreload.check.Finding;
import io.windowreload.program.Checkup;
import io.windowreload.program.JsonDocuments;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a person runs first on a real account. */
@Command(
        name = "check",
        description =
                "Looks at every precondition of a reload, and says of each that is not met what to do. Changes nothing.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  window-reload check",
            "  window-reload check --json | jq '.findings[] | select(.mark == \"NOT_MET\")'",
            "  RELOAD_TARGET_PASSWORD=… window-reload check --config /etc/window-reload/application.properties",
            "",
            "A met precondition is marked with a tick, one that is not with a cross, and '!' is worth knowing but stops no run.",
            "Whether DMS lets us create, start, stop and delete tasks shows only when a run does it: see the policy in docs/aws.md.",
            "",
            "Exit codes: 0 all are met, 2 settings or tables are wrong, 3 source or target are not fit."
        })
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions settings;

    @Option(names = "--json", description = "One JSON document instead of the lines.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    private record Document(boolean met, int exitCode, List<Finding> findings) {}

    @Override
    public Integer call() throws JsonProcessingException {
        var findings = Checkup.of(settings::keys, Clock.systemUTC());
        var exitCode = findings.stream()
                .filter(Finding::failed)
                .mapToInt(finding -> finding.code().exitCode())
                .max()
                .orElse(0);
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonDocuments.writer().writeValueAsString(new Document(exitCode == 0, exitCode, findings)));
        } else {
            out.print(CheckTable.of(findings));
        }
        out.flush();
        return exitCode;
    }
}
