package io.windowreload.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/window-reload}, in a folder that stands as the unpacked package does. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    @TempDir
    private Path folder;

    private Path home;
    private Path launcher;

    private record Outcome(int exit, String out, String err) {}

    @BeforeEach
    void unpack() throws IOException {
        home = Files.createDirectories(folder.resolve("a folder/window-reload-1"));
        launcher = Files.createDirectory(home.resolve("bin")).resolve("window-reload");
        Files.copy(Path.of("deploy/bin/window-reload"), launcher);
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "io.windowreload.App");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        new JarOutputStream(Files.newOutputStream(home.resolve("window-reload.jar")), manifest).close();
    }

    @Test
    void it_runs_from_anywhere_and_through_a_link() throws Exception {
        var link = Files.createSymbolicLink(folder.resolve("window-reload"), launcher);

        var outcome = launch(link, Map.of(), "--version");

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).startsWith("window-reload ");
        assertThat(outcome.exit()).isZero();
    }

    @Test
    void settings_and_routes_are_those_beside_it() throws Exception {
        Files.createDirectory(home.resolve("config"));
        Files.writeString(home.resolve("config/application.properties"), "reload.source.zone=Nowhere/Else\n");

        var outcome = launch(launcher, Map.of(), "status");

        assertThat(outcome.err()).contains("reload.source.zone").contains("Nowhere/Else");
        assertThat(outcome.exit()).isEqualTo(2);
    }

    /** The jar has a file of that name, too. */
    @Test
    void the_log_is_as_the_file_beside_it_says_also_without_the_script() throws Exception {
        Files.createDirectory(home.resolve("config"));
        Files.writeString(home.resolve("config/logback.xml"), "<configuration debug=\"true\"/>");
        var runtime = Path.of(System.getProperty("java.home"), "bin", "java").toString();

        var process = new ProcessBuilder(
                        runtime,
                        // From the start: debug="true" alone leaves out what was said half a second before.
                        "-Dlogback.statusListenerClass=SYSOUT",
                        "-jar",
                        "window-reload.jar",
                        "status",
                        "--config",
                        "none",
                        "-D",
                        "reload.target.jdbc-url=x")
                .directory(home.toFile())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isNotZero();
        assertThat(said).contains("a%20folder/window-reload-1/config/logback.xml");
    }

    @Test
    void options_for_java_are_taken() throws Exception {
        var outcome = launch(launcher, Map.of("JAVA_OPTS", "-Xmx64m -XshowSettings:vm"), "--version");

        assertThat(outcome.err()).contains("64.00M");
        assertThat(outcome.exit()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseG1GC", "-Xmx16m", "-XX:MaxHeapSize=16m", "-XX:MaxRAM=64m -XX:+UseParallelGC"})
    void options_for_java_win_over_the_launchers_own(String options) throws Exception {
        var outcome = launch(launcher, Map.of("JAVA_OPTS", options), "--version");

        assertThat(outcome.exit()).as(outcome.err()).isZero();
    }

    @Test
    void a_java_that_is_not_there_is_told() throws Exception {
        var outcome = launch(launcher, Map.of("JAVA_HOME", "/nowhere"), "--version");

        assertThat(outcome.err())
                .contains("there is no Java at '/nowhere/bin/java'")
                .contains("17 or later");
        assertThat(outcome.exit()).isEqualTo(2);
    }

    @Test
    void a_java_that_is_too_old_is_told() throws Exception {
        var old = Files.createDirectories(folder.resolve("jdk-11/bin")).resolve("java");
        Files.writeString(old, "#!/bin/sh\n");
        assertThat(old.toFile().setExecutable(true)).isTrue();
        Files.writeString(folder.resolve("jdk-11/release"), "JAVA_VERSION=\"11.0.2\"\n");

        var outcome =
                launch(launcher, Map.of("JAVA_HOME", folder.resolve("jdk-11").toString()), "--version");

        assertThat(outcome.err()).contains("is Java 11.0.2; 17 or later is needed");
        assertThat(outcome.exit()).isEqualTo(2);
    }

    private Outcome launch(Path script, Map<String, String> environment, String... arguments) throws Exception {
        var command = Stream.concat(Stream.of(script.toString()), Stream.of(arguments))
                .toList();
        var out = Files.createTempFile(folder, "out", "").toFile();
        var err = Files.createTempFile(folder, "err", "").toFile();
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out)
                .redirectError(err);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().keySet().removeIf(name -> name.equals("JAVA_TOOL_OPTIONS"));
        builder.environment().putAll(environment);
        var process = builder.start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        return new Outcome(process.waitFor(), Files.readString(out.toPath()), Files.readString(err.toPath()));
    }
}
