package io.windowreload.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.ledger.Run;
import io.windowreload.program.Program;
import io.windowreload.request.RequestFile;
import io.windowreload.request.WindowRequest;
import io.windowreload.settings.Settings;
import io.windowreload.window.ReloadException;
import io.windowreload.window.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Requests to their end. */
@Command(
        name = "run",
        description = {
            "Runs a window to its end in the foreground. The same request twice is one run, as long as what it did stands:",
            "then nothing is done, the first line says so, and the exit code is 5. --again runs it anew."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  window-reload run january.json                    a request file",
            "  window-reload run --month 2025-01 --reason INC-1  a whole month, all registered tables",
            "  window-reload run --from 2023-01 --to 2025-01 --split month --tables customers,orders",
            "      24 runs, one after the other, and one table of them all. The same command again runs only what is not",
            "      SUCCESS or does not stand any more. When it is interrupted, what has not begun stays queued: 'serve' or the same command goes on.",
            "  window-reload run january.json --plan 17          only what plan 17 has found",
            "  window-reload run --from-drift                    lists the requests that would set right what 'drift' knows; --yes runs them"
        })
final class RunCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions settings;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private WindowOptions what;

    @Option(
            names = "--tables",
            split = ",",
            paramLabel = "TABLE",
            description = "Target tables, with --month or --from (default: all that are registered).")
    private List<String> tables = new ArrayList<>();

    @Option(names = "--reason", description = "Why, for the record, with --month or --from.")
    private String reason;

    @Option(
            names = "--yes",
            description = "With --from-drift: asks for what is listed, and runs it. Without, it is only listed.")
    private boolean yes;

    @Option(
            names = "--allow-empty",
            description = "With --month or --from: a window for which the source has no row, or few, is a success.")
    private boolean allowEmpty;

    @Option(names = "--again", description = "Runs a request once more that has succeeded before.")
    private boolean again;

    @Option(
            names = "--plan",
            paramLabel = "RUN",
            description =
                    "With FILE: the number of a plan. Stops before it writes if it finds otherwise, beyond what CDC explains.")
    private Long plan;

    @Option(names = "--json", description = "One JSON document instead of the closing table.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        fitTogether();
        try (var program = settings.open()) {
            program.migrate();
            if (what.fromDrift) {
                return new FromDrift(program, spec.commandLine()).run(tables, reason, yes, json);
            }
            if (what.file == null) {
                return windows(program);
            }
            return file(program);
        }
    }

    private void fitTogether() {
        if (what.file != null && (reason != null || !tables.isEmpty() || allowEmpty)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--tables, --reason and --allow-empty go with --month or --from; a FILE says them itself");
        }
        if (yes && !what.fromDrift) {
            throw new ParameterException(spec.commandLine(), "--yes goes with --from-drift");
        }
        if (what.file == null && plan != null) {
            throw new ParameterException(spec.commandLine(), "--plan goes with a FILE");
        }
    }

    private int windows(Program program) throws InterruptedException, JsonProcessingException {
        var user = System.getProperty("user.name");
        var requests = what.requests(program, new WindowRequest(List.copyOf(tables), user, reason, allowEmpty));
        return new Windows(program, spec.commandLine()).run(requests, again, new Word("cli", user, reason), json);
    }

    private int file(Program program) throws InterruptedException, JsonProcessingException {
        var requests = orOnRecord(program, () -> read(program));
        if (requests.size() == 1) {
            return one(program, requests.get(0));
        }
        orOnRecord(
                program, () -> requests.stream().map(program.intake()::tables).toList());
        var word =
                new Word("cli", System.getProperty("user.name"), requests.get(0).reason());
        return new Windows(program, spec.commandLine()).run(requests, again, word, json);
    }

    private List<Request> read(Program program) {
        var bytes = RequestFile.read(what.file, program.requests().maxBytes());
        if (plan != null) {
            return List.of(program.requests().readFromPlan(bytes, plan));
        }
        return program.requests().readCut(bytes);
    }

    /** Puts on record what is wrong with the request; what goes wrong afterwards, such as routes that do not start, is not its fault. */
    private <T> T orOnRecord(Program program, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (ReloadException e) {
            if (e.code().exitCode() == 2) {
                program.intake().refuse(what.file.getFileName().toString(), "cli", e);
            }
            throw e;
        }
    }

    private int one(Program program, Request request) throws InterruptedException, JsonProcessingException {
        var foreground = new Foreground(program, spec.commandLine());
        var run = orOnRecord(program, () -> submitted(program, request));
        if (!run.state().ended()) {
            return foreground.print(foreground.toTheEnd(run), json);
        }
        return foreground.printNothingDone(run, json);
    }

    /** Where somebody else must approve, it is on record who asks, whatever name the file has. */
    private Run submitted(Program program, Request request) {
        if (program.settings().runs().approval() == Settings.Approval.REQUIRED) {
            var word = new Word("cli", System.getProperty("user.name"), request.reason());
            return program.operations().submit(request, again, word);
        }
        var intake = program.intake();
        return again ? intake.again(request, "cli") : intake.accept(request, "cli");
    }
}
