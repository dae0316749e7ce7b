package io.windowreload.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.windowreload.program.JsonDocuments;
import java.time.YearMonth;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says what is known to be wrong, and what nobody knows. */
@Command(
        name = "drift",
        mixinStandardHelpOptions = true,
        description = {
            "Shows by table and month what is known to be wrong in production, from what DMS has put on record in its control"
                    + " tables, from the CDC task's table statistics, and from earlier runs. It asks the source for nothing.",
            "Exit code: 1 where something is known to be wrong, 3 where nothing is and not all of the evidence could be looked at,"
                    + " else 0. That nothing is known proves nothing."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  window-reload drift                               all that DMS has recorded, and all runs",
            "  window-reload drift --from 2025-01 --to 2026-01   the year 2025",
            "  window-reload drift --json | jq .known",
            "  window-reload run --from-drift                    the requests that would set it right"
        })
final class DriftCommand implements Callable<Integer> {
    private static final int KNOWN = 1;
    private static final int NOT_ALL_SEEN = 3;

    @Mixin
    private SettingsOptions settings;

    @Option(
            names = "--from",
            paramLabel = "YYYY-MM",
            description = "The first month (default: two years ago, or that of the oldest run).")
    private YearMonth from;

    @Option(names = "--to", paramLabel = "YYYY-MM", description = "The month after the last (default: the next month).")
    private YearMonth to;

    @Option(names = "--json", description = "One JSON document instead of a table.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        if (from != null && to != null && !from.isBefore(to)) {
            throw new ParameterException(spec.commandLine(), "--from " + from + " is not before --to " + to);
        }
        try (var program = settings.open()) {
            program.migrate();
            var drift = program.drift(from, to);
            var out = spec.commandLine().getOut();
            out.print(
                    json
                            ? JsonDocuments.writer().writeValueAsString(drift) + System.lineSeparator()
                            : DriftTable.of(drift));
            out.flush();
            if (!drift.known().isEmpty()) {
                return KNOWN;
            }
            return drift.complete() ? 0 : NOT_ALL_SEEN;
        }
    }
}
