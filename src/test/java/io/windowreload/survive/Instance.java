package io.windowreload.survive;

import io.windowreload.App;
import io.windowreload.SharedClasses;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The program as a process of its own. */
final class Instance implements Closeable {
    private final Process process;
    private final Path log;
    private final SharedClasses classes;

    private Instance(Process process, Path log, SharedClasses classes) {
        this.process = process;
        this.log = log;
        this.classes = classes;
    }

    /** {@code serve} with these settings; its log goes to {@code folder}. */
    static Instance serve(Path folder, Map<String, String> keys) {
        return start(folder, keys, "serve").ready();
    }

    /** Any command, which need not be ready for anything yet. */
    static Instance start(Path folder, Map<String, String> keys, String... command) {
        return start(folder, keys, List.of(), command);
    }

    /** The same, with options for Java that win over the ones here. */
    static Instance start(Path folder, Map<String, String> keys, List<String> options, String... command) {
        try {
            var log = Files.createTempFile(folder, "instance-", ".log");
            var builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xmx256m",
                    "-Duser.timezone=America/Los_Angeles",
                    "-Daws.accessKeyId=test",
                    "-Daws.secretAccessKey=test");
            var classes = SharedClasses.ofProcess();
            builder.command().addAll(classes.options());
            builder.command().addAll(options);
            builder.command().add(App.class.getName());
            builder.command().addAll(List.of(command));
            builder.command().addAll(settings(keys));
            var process = builder.directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new Instance(process, log, classes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> settings(Map<String, String> keys) {
        var arguments = new ArrayList<>(List.of("--config", "none"));
        keys.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
        return arguments;
    }

    /** Waits until it says that it is ready. */
    Instance ready() {
        Awaitility.await("ready").atMost(java.time.Duration.ofMinutes(2)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("the program has ended:\n" + log());
            }
            return log().contains("window-reload is ready");
        });
        return this;
    }

    /** {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        ended();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Waits for its end; returns the exit code. */
    int ended() {
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the program does not end:\n" + log());
            }
            classes.ended(process.exitValue());
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** SIGSTOP: its kernel goes on taking connections for it. */
    void freeze() {
        Signals.send("-STOP", process.toHandle());
    }

    void thaw() {
        Signals.send("-CONT", process.toHandle());
    }

    /** What it has said of where its page and its health are. */
    URI address(String what) {
        var line = Awaitility.await(what)
                .atMost(java.time.Duration.ofSeconds(30))
                .until(
                        () -> log().lines()
                                .filter(one -> one.startsWith(what + " http://"))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        return URI.create(line.substring(what.length() + 1).strip().split(" ", 2)[0]);
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (classes.leaves()) {
            process.destroy();
            try {
                if (process.waitFor(30, TimeUnit.SECONDS)) {
                    classes.ended(process.exitValue());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        process.destroyForcibly();
    }
}
