package io.windowreload.cli;

import io.windowreload.observe.WaitingRoom;
import io.windowreload.program.Engine;
import io.windowreload.program.FatalErrorExit;
import io.windowreload.program.Program;
import io.windowreload.reload.Backoff;
import io.windowreload.settings.SettingsReader;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The service. */
@Command(
        name = "serve",
        description = "Watches the request folder, keeps the schedule and moves runs on, until it is told to stop.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  window-reload serve",
            "  window-reload serve -D reload.schedule.cron=\"0 0 3 2 * ?\"    reloads last month on the 2nd, at three",
            "  RELOAD_HTTP_PORT=off window-reload serve      without page and API"
        })
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    @Mixin
    private SettingsOptions settings;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        FatalErrorExit.watch();
        try (var program = open()) {
            serve(program, spec.commandLine());
            return 0;
        }
    }

    /** A service that starts with its machine must not depend on who is up first: a target that is away is waited for. */
    private Program open() throws InterruptedException {
        var awaited = SettingsReader.read(settings.keys());
        try (var ignored = WaitingRoom.open(awaited, Clock.systemUTC(), "waiting for PostgreSQL")) {
            return awaitTarget();
        }
    }

    private Program awaitTarget() throws InterruptedException {
        for (var tries = 0; ; tries++) {
            try {
                return settings.open();
            } catch (ReloadException e) {
                if (e.code() != ErrorCode.TARGET_UNAVAILABLE) {
                    throw e;
                }
                LOG.warn("code={} tried again: {}", e.code(), e.detail());
                Thread.sleep(Backoff.delay(tries).toMillis());
            }
        }
    }

    /** Serves until SIGTERM or SIGINT; then the routes end their steps and the runs are given back. */
    static void serve(Program program, picocli.CommandLine commandLine) throws InterruptedException {
        var stop = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitStop(stop, stopped), "stop"));
        try (var engine = program.migrateAndStart(Engine.Mode.EVERYTHING)) {
            FatalErrorExit.watch();
            var out = commandLine.getOut();
            out.printf(
                    "window-reload is ready · inbox %s · schedule %s · target %s%n",
                    program.settings().requests().directory().toAbsolutePath(),
                    program.settings().schedule().cron().orElse("off"),
                    program.settings().target().address());
            engine.page().ifPresent(page -> out.printf("page %s%n", page));
            engine.management()
                    .ifPresent(observe -> out.printf("health %1$s/health · metrics %1$s/metrics%n", observe));
            out.flush();
            while (!stop.await(1, TimeUnit.SECONDS)) {
                engine.tick();
                endIfDead(engine.dead());
            }
        } finally {
            stopped.countDown();
        }
    }

    /** A process that lives on without what it is there for would never be started anew; its runs go on where they were. */
    private static void endIfDead(List<String> dead) {
        if (dead.isEmpty()) {
            return;
        }
        LOG.error("no sign of life of {}: the process ends, to be started anew", dead);
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            if (stack.length > 0) {
                LOG.info("{} {} at {}", thread.getName(), thread.getState(), Arrays.toString(stack));
            }
        });
        // Whoever hangs would keep it from an orderly end.
        Runtime.getRuntime().halt(ErrorCode.INTERNAL.exitCode());
    }

    private static void awaitStop(CountDownLatch stop, CountDownLatch stopped) {
        stop.countDown();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
