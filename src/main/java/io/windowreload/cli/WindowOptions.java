package io.windowreload.cli;

import io.windowreload.program.Program;
import io.windowreload.request.WindowRequest;
import io.windowreload.window.Request;
import io.windowreload.window.Split;
import io.windowreload.window.TimeWindow;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is to be run: a file, a month, or what lies between two times. */
final class WindowOptions {
    @Parameters(paramLabel = "FILE", arity = "1", description = "A window request (JSON).")
    Path file;

    @Option(
            names = "--month",
            paramLabel = "YYYY-MM",
            required = true,
            description = "A calendar month of the source's zone.")
    YearMonth month;

    @Option(
            names = "--from-drift",
            required = true,
            description = "What 'drift' knows to be wrong: a month, or the keys of the rows where they are known.")
    boolean fromDrift;

    @ArgGroup(exclusive = false, multiplicity = "1")
    Span span;

    /** Two bounds. */
    static final class Span {
        @Option(
                names = "--from",
                paramLabel = "TIME",
                required = true,
                description = "Inclusive: 2023-01, 2023-01-15, 2023-01-15T06:00 or with an offset.")
        String from;

        @Option(names = "--to", paramLabel = "TIME", required = true, description = "Exclusive, written the same way.")
        String to;

        @Option(
                names = "--split",
                paramLabel = "UNIT",
                description =
                        "Cuts the window into ${COMPLETION-CANDIDATES}s, each a run of its own. A window that is longer than"
                                + " reload.window.longest is cut in any case.")
        Split split;
    }

    /** The requests for the windows that were named, oldest first; none of them is accepted yet. */
    List<Request> requests(Program program, WindowRequest asked) {
        var reader = program.requests();
        return windows(program, asked).stream()
                .map(window -> reader.read(asked.of(window)))
                .toList();
    }

    private List<TimeWindow> windows(Program program, WindowRequest asked) {
        var whole = month != null
                ? TimeWindow.month(month, program.settings().source().zone())
                // Read as a request first: the same checks, zone and words as for a file.
                : program.requests().readWindow(asked.of(span.from, span.to));
        if (span != null && span.split != null) {
            return span.split.cut(whole);
        }
        return program.settings()
                .windows()
                .longest()
                .filter(whole::longerThan)
                .map(longest -> Split.within(longest).cut(whole))
                .orElse(List.of(whole));
    }
}
