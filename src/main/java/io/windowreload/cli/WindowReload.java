package io.windowreload.cli;

import io.windowreload.db.DbException;
import io.windowreload.reload.Failure;
import io.windowreload.settings.SettingsException;
import io.windowreload.window.ErrorCode;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;

/** The command line: result on stdout, log on stderr, exit codes as promised. */
@Command(
        name = "window-reload",
        description = "Puts a time window of rows from Oracle back into PostgreSQL through AWS DMS, beside live CDC.",
        mixinStandardHelpOptions = true,
        versionProvider = WindowReload.Version.class,
        subcommands = {
            DemoCommand.class,
            CheckCommand.class,
            PlanCommand.class,
            RunCommand.class,
            ServeCommand.class,
            UndoCommand.class,
            StatusCommand.class,
            MigrateCommand.class,
            DmsCommand.class,
            CompletionCommand.class
        },
        footerHeading = "%nThe first steps on a real account:%n",
        footer = {
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
                .setExecutionExceptionHandler(border());
    }

    private static IExecutionExceptionHandler border() {
        return (thrown, commandLine, parsed) -> {
            var failure = thrown instanceof SettingsException
                    ? new Failure(ErrorCode.SETTINGS_INVALID, thrown.getMessage())
                    : Failure.of(thrown);
            var code = failure.code();
            if (code == ErrorCode.INTERNAL && !(thrown instanceof DbException)) {
                LoggerFactory.getLogger(WindowReload.class).error("code={}", code, thrown);
            }
            var err = commandLine.getErr();
            err.println(code + ": " + code.title() + ": " + failure.detail());
            err.println("  " + code.hint());
            return code.exitCode();
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
