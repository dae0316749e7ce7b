package io.windowreload.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.windowreload.db.DbException;
import io.windowreload.ledger.History.Filter;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.RunSummary;
import io.windowreload.program.JsonDocuments;
import io.windowreload.program.Program;
import io.windowreload.reload.RunReport;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the ledger knows. */
@Command(
        name = "status",
        description = "Lists the newest runs of the ledger, or tells all about one. Changes nothing.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  window-reload status                          the newest runs",
            "  window-reload status --state failed --limit 5",
            "  window-reload status --table orders",
            "  window-reload status 12                       run 12: tables, skipped keys, times, code and hint",
            "  window-reload status 12 --json | jq .rows"
        })
final class StatusCommand implements Callable<Integer> {
    /** Undefined table or schema: nothing has migrated the target yet. */
    private static final Set<String> NO_LEDGER = Set.of("42P01", "3F000");

    private static final int SHOWN_EACH = 3;
    private static final int MOST_EACH = 100;

    @Mixin
    private SettingsOptions settings;

    @Parameters(paramLabel = "RUN", arity = "0..1", description = "The number of a run.")
    private Long run;

    @Option(names = "--limit", description = "How many runs (default: ${DEFAULT-VALUE}).")
    private int limit = 20;

    @Option(names = "--state", description = "Only runs in this state: ${COMPLETION-CANDIDATES}.")
    private Run.State state;

    @Option(names = "--request", paramLabel = "ID", description = "Only runs of this request.")
    private String request;

    @Option(names = "--table", description = "Only runs of this target table.")
    private String table;

    @Option(names = "--json", description = "One JSON document instead of a table.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        try (var program = settings.open()) {
            var out = spec.commandLine().getOut();
            out.print(run == null ? list(program) : story(program));
            out.flush();
            return 0;
        }
    }

    private String story(Program program) throws JsonProcessingException {
        var story = RunStory.of(program, run, json ? MOST_EACH : SHOWN_EACH);
        return json ? document(story) : story.text();
    }

    private String list(Program program) throws JsonProcessingException {
        var runs = runs(program);
        if (table != null && runs.isEmpty()) {
            program.known(table);
        }
        if (!json) {
            return StatusTable.of(runs);
        }
        var ledger = program.ledger();
        return document(
                runs.stream().map(found -> RunReport.of(ledger, found.run())).toList());
    }

    private List<RunSummary> runs(Program program) {
        try {
            return program.history().runs(new Filter(limit, null, state, request, table));
        } catch (DbException e) {
            if (NO_LEDGER.contains(e.sqlState())) {
                return List.of();
            }
            throw e;
        }
    }

    private static String document(Object content) throws JsonProcessingException {
        return JsonDocuments.writer().writeValueAsString(content) + System.lineSeparator();
    }
}
