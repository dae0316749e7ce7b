package io.windowreload;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * What the programs that tests start have in common: an archive of loaded classes, which spares each a third of its start. The first one that
 * ends by itself leaves it; until then, and wherever there is none, they start as they would. Java takes such an archive for jars only, so
 * the classes that are tested become one.
 */
public final class SharedClasses {
    private static final int KILLED = 137;
    private static final Path FOLDER = Path.of("target", "shared-classes");
    /** Of this build: Maven and an editor make the classes anew without clearing the folder. */
    private static final Path JAR = jar();

    private static final Path ARCHIVE = Path.of(JAR.toString().replace(".jar", ".jsa"));
    private static final AtomicBoolean ASKED = new AtomicBoolean();

    private final Optional<Path> making;

    private SharedClasses(Optional<Path> making) {
        this.making = making;
    }

    /** For one process to come. */
    public static SharedClasses ofProcess() {
        if (Files.exists(ARCHIVE) || ASKED.getAndSet(true)) {
            return new SharedClasses(Optional.empty());
        }
        return new SharedClasses(
                Optional.of(Path.of(ARCHIVE + "." + ProcessHandle.current().pid())));
    }

    /** Options for the Java of a process that leaves no archive, with its class path. */
    public static List<String> asFound() {
        return new SharedClasses(Optional.empty()).options();
    }

    /** Options for its Java, with its class path. */
    public List<String> options() {
        var options = new ArrayList<String>();
        making.ifPresentOrElse(
                file -> options.add("-XX:ArchiveClassesAtExit=" + file.toAbsolutePath()),
                () -> options.addAll(
                        Files.exists(ARCHIVE)
                                ? List.of("-XX:SharedArchiveFile=" + ARCHIVE.toAbsolutePath(), "-Xshare:auto")
                                : List.of()));
        // Why an archive does not fit is nothing that a program has said.
        options.addAll(List.of("-Xlog:disable", "-Xlog:all=error:stderr", "-cp", classPath()));
        return options;
    }

    /** Whether this process leaves the archive, if it may end by itself. */
    public boolean leaves() {
        return making.isPresent();
    }

    /** To be told how the process has ended. One that was killed leaves nothing that can be trusted: the next one is asked. */
    public void ended(int exitCode) {
        if (making.isEmpty()) {
            return;
        }
        try {
            if (exitCode != KILLED && Files.exists(making.get())) {
                Files.move(making.get(), ARCHIVE, StandardCopyOption.ATOMIC_MOVE);
            } else {
                ASKED.set(false);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String classPath() {
        return Stream.concat(
                        Stream.of(JAR.toAbsolutePath().toString()),
                        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                                .filter(entry -> entry.endsWith(".jar")))
                .reduce((one, other) -> one + File.pathSeparator + other)
                .orElseThrow();
    }

    private static Path jar() {
        try {
            var classes = Path.of("target", "classes");
            var logging = Path.of("target", "test-classes", "logback-test.xml");
            List<Path> files;
            try (var all = Files.walk(classes)) {
                files = all.filter(file -> !file.equals(classes)).sorted().toList();
            }
            var stamp = new StringBuilder();
            for (var file : files) {
                stamp.append(file).append(Files.getLastModifiedTime(file).toMillis());
            }
            var jar = FOLDER.resolve(Integer.toHexString(stamp.toString().hashCode()) + ".jar");
            if (Files.exists(jar)) {
                return jar;
            }
            Files.createDirectories(FOLDER);
            var mine = Files.createTempFile(FOLDER, "classes-", ".new");
            try (var out = new JarOutputStream(Files.newOutputStream(mine))) {
                for (var file : files) {
                    add(out, classes.relativize(file).toString().replace('\\', '/'), file);
                }
                add(out, "logback-test.xml", logging);
            }
            Files.move(mine, jar, StandardCopyOption.ATOMIC_MOVE);
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(JarOutputStream out, String name, Path file) throws IOException {
        // Folders too: Camel looks for routes in them.
        out.putNextEntry(new ZipEntry(Files.isDirectory(file) ? name + "/" : name));
        if (Files.isRegularFile(file)) {
            Files.copy(file, out);
        }
        out.closeEntry();
    }
}
