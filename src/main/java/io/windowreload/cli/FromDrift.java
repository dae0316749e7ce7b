package io.windowreload.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.windowreload.drift.Drift;
import io.windowreload.drift.DriftRepair;
import io.windowreload.drift.DriftRepair.Wanted;
import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.program.JsonDocuments;
import io.windowreload.program.Program;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.util.List;
import picocli.CommandLine;

/** From what is known to be wrong to requests: listed first, and asked for only where somebody says so. */
final class FromDrift {
    private final Program program;
    private final CommandLine commandLine;

    FromDrift(Program program, CommandLine commandLine) {
        this.program = program;
        this.commandLine = commandLine;
    }

    /**
     * Lists or runs them; returns the exit code.
     *
     * @param tables target tables; none for all
     */
    int run(List<String> tables, String reason, boolean yes, boolean json)
            throws InterruptedException, JsonProcessingException {
        var user = System.getProperty("user.name");
        var drift = only(program.drift(null, null), tables);
        // Nobody has named a range: it ends with the month that has not ended.
        var now = YearMonth.parse(drift.to()).minusMonths(1);
        var repair = DriftRepair.of(drift, now, user, reason);
        if (!yes || repair.requests().isEmpty()) {
            return list(repair, json);
        }
        var requests = repair.requests().stream()
                .map(Wanted::document)
                .map(document -> program.requests().read(document.getBytes(StandardCharsets.UTF_8)))
                .toList();
        return new Windows(program, commandLine).run(requests, false, new Word("cli", user, reason), json);
    }

    private Drift only(Drift drift, List<String> tables) {
        tables.forEach(program::known);
        return new Drift(
                drift.from(),
                drift.to(),
                drift.tables(),
                drift.known().stream()
                        .filter(cell -> tables.isEmpty() || tables.stream().anyMatch(name -> named(cell.table(), name)))
                        .toList(),
                drift.unverified(),
                drift.looked());
    }

    /** With its schema or without. */
    private static boolean named(String table, String name) {
        return table.equals(name) || table.endsWith("." + name);
    }

    private int list(DriftRepair repair, boolean json) throws JsonProcessingException {
        var out = commandLine.getOut();
        if (json) {
            out.println(JsonDocuments.writer().writeValueAsString(repair));
        } else {
            out.print(DriftTable.of(repair));
            out.print(
                    repair.requests().isEmpty()
                            ? "  no evidence that a request could set right%n".formatted()
                            : "  nothing was asked for yet; --yes asks for these %d requests and runs them%n"
                                    .formatted(repair.requests().size()));
        }
        out.flush();
        return 0;
    }
}
