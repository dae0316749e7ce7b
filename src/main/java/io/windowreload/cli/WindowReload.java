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
            DmsCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:ran and failed",
            "2:bad usage, settings or request",
            "3:source or target not available, try later",
            "4:conflict with what is there already",
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
