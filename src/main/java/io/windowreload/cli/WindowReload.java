package io.windowreload.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.windowreload.db.DbException;
import io.windowreload.program.JsonDocuments;
import io.windowreload.reload.Failure;
import io.windowreload.settings.SettingsException;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ForeignText;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: result on stdout, log on stderr, exit codes as promised. */
@Command(
        name = "window-reload",
        description = "Puts a time window of rows from Oracle back into PostgreSQL through AWS DMS, beside live CDC.",
        mixinStandardHelpOptions = true,
        versionProvider = WindowReload.Version.class,
        subcommands = {
            DemoCommand.class,
            InitCommand.class,
            CheckCommand.class,
            PlanCommand.class,
            RunCommand.class,
            ServeCommand.class,
            ApproveCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            UndoCommand.class,
            DriftCommand.class,
            StatusCommand.class,
            UserCommand.class,
            MigrateCommand.class,
            DmsCommand.class,
            CompletionCommand.class
        },
        footerHeading = "%nThe first steps on a real account:%n",
        footer = {
            "  window-reload init --cdc-task ARN --target JDBC   writes the settings and tables.json from the CDC task",
            "  window-reload check                   says of each thing that is missing what to do",
            "  window-reload plan january.json       shows what a run would write, and writes nothing",
            "  window-reload run january.json        does it; 'status' tells of it, 'undo RUN' takes it back",
            "  window-reload COMMAND --help          has examples of each command"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:ran and failed",
            "2:bad usage, settings or request",
            "3:source or target not available, try later",
            "4:conflict with what is there already",
            "5:nothing done: it was done before, and still stands",
            "70:a bug of this program"
        })
public final class WindowReload {
    private WindowReload() {}

    /** A command line ready to execute. */
    public static CommandLine commandLine() {
        return new CommandLine(new WindowReload())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(YearMonth.class, WindowReload::month)
                .setParameterExceptionHandler(WindowReload::misused)
                .setExecutionExceptionHandler(border());
    }

    private static YearMonth month(String text) {
        try {
            return YearMonth.parse(text);
        } catch (DateTimeException e) {
            var parts = text.strip().split("\\D+", -1);
            var meant = parts.length == 2 && parts[0].matches("\\d{4}") && parts[1].matches("0?[1-9]|1[0-2]")
                    ? "; did you mean %s-%02d?".formatted(parts[0], Integer.parseInt(parts[1]))
                    : "";
            throw new TypeConversionException(
                    "'" + ForeignText.printable(text) + "' is no month such as 2025-01" + meant);
        }
    }

    /** One line of what is wrong and one of where to read on; all of the usage would hide it. */
    private static int misused(ParameterException thrown, String[] arguments) {
        var commandLine = thrown.getCommandLine();
        var suggestions = thrown instanceof UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions().stream().limit(3).collect(Collectors.joining(", "))
                : "";
        var detail = ForeignText.printable(thrown.getMessage())
                + (suggestions.isEmpty() ? "" : "; did you mean " + suggestions + "?");
        var hint = "'" + commandLine.getCommandSpec().qualifiedName() + " --help' has the options and examples.";
        return complain(
                commandLine,
                List.of(arguments),
                new Complaint("USAGE", "The command is not used as it is meant", detail, hint, false, 2));
    }

    /** What went wrong, as {@code --json} tells it on stdout. */
    record Complaint(String code, String title, String detail, String hint, boolean retryable, int exitCode) {}

    private static int complain(CommandLine commandLine, List<String> arguments, Complaint complaint) {
        if (arguments.contains("--json")) {
            try {
                var out = commandLine.getOut();
                out.println(JsonDocuments.writer().writeValueAsString(Map.of("error", complaint)));
                out.flush();
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
        var err = commandLine.getErr();
        err.println(complaint.code() + ": " + complaint.title() + ": " + complaint.detail());
        err.println("  " + complaint.hint());
        return complaint.exitCode();
    }

    private static IExecutionExceptionHandler border() {
        return (thrown, commandLine, parsed) -> {
            if (thrown instanceof ParameterException misuse) {
                return misused(misuse, parsed.originalArgs().toArray(String[]::new));
            }
            var failure = thrown instanceof SettingsException
                    ? new Failure(ErrorCode.SETTINGS_INVALID, thrown.getMessage())
                    : Failure.of(thrown);
            var code = failure.code();
            if (code == ErrorCode.INTERNAL && !(thrown instanceof DbException)) {
                LoggerFactory.getLogger(WindowReload.class).error("code={}", code, thrown);
            }
            var complaint = new Complaint(
                    code.name(),
                    code.title(),
                    ForeignText.shown(failure.detail()),
                    code.hint(),
                    code.sendAgain(),
                    code.exitCode());
            return complain(commandLine, parsed.originalArgs(), complaint);
        };
    }

    /** The version that the jar carries. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = WindowReload.class.getPackage().getImplementationVersion();
            return new String[] {"window-reload " + (version == null ? "(from classes)" : version)};
        }
    }
}
