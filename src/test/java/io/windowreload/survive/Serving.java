package io.windowreload.survive;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.windowreload.App;
import io.windowreload.SharedClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.awaitility.Awaitility;

/** {@code serve} as a process of its own, in the locale of a bare container. */
final class Serving implements AutoCloseable {
    private final Process process;
    private final Path log;
    private final SharedClasses classes;

    /**
     * What the process needs.
     *
     * @param heap bytes in use after a collection
     */
    record Needs(long heap, int threads, long residentKb) {}

    private Serving(Process process, Path log, SharedClasses classes) {
        this.process = process;
        this.log = log;
        this.classes = classes;
    }

    static Serving start(Path folder, Map<String, String> keys, Map<String, String> environment) {
        try {
            var command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xmx256m",
                    "-Duser.timezone=America/Los_Angeles"));
            var classes = SharedClasses.ofProcess();
            command.addAll(classes.options());
            command.addAll(List.of(App.class.getName(), "serve", "--config", "none"));
            keys.forEach((key, value) -> command.addAll(List.of("-D", key + "=" + value)));
            var log = Files.createTempFile(folder, "serve-", ".log");
            var builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment()
                    .putAll(Map.of("LC_ALL", "C", "AWS_ACCESS_KEY_ID", "test", "AWS_SECRET_ACCESS_KEY", "test"));
            builder.environment().putAll(environment);
            return new Serving(builder.start(), log, classes).ready();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Serving ready() {
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("the program has ended:\n" + log());
            }
            return log().contains("window-reload is ready");
        });
        return this;
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

    /** Lines of the log at a level. */
    List<String> lines(String level) {
        return log().lines()
                .filter(line -> line.matches("\\S+Z " + level + " .*"))
                .toList();
    }

    /** What it needs now. */
    @SuppressWarnings("BanJNDI") // The address is the one that our own child has just told.
    Needs needs() {
        try {
            var machine = VirtualMachine.attach(String.valueOf(process.pid()));
            try (var connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
                var server = connector.getMBeanServerConnection();
                var memory = ManagementFactory.newPlatformMXBeanProxy(
                        server, ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
                var threads = ManagementFactory.newPlatformMXBeanProxy(
                        server, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
                memory.gc();
                return new Needs(memory.getHeapMemoryUsage().getUsed(), threads.getThreadCount(), resident());
            } finally {
                machine.detach();
            }
        } catch (IOException | AttachNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Everything that JMX shows to whoever may attach, but the machine's own class path and command line. */
    @SuppressWarnings("BanJNDI") // The address is the one that our own child has just told.
    String attributes() {
        try {
            var machine = VirtualMachine.attach(String.valueOf(process.pid()));
            try (var connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
                var server = connector.getMBeanServerConnection();
                var text = new StringBuilder();
                for (var name : server.queryNames(null, null)) {
                    for (var attribute : server.getMBeanInfo(name).getAttributes()) {
                        text.append(name)
                                .append(' ')
                                .append(attribute.getName())
                                .append('=');
                        text.append(read(server, name, attribute.getName())).append('\n');
                    }
                }
                return text.toString();
            } finally {
                machine.detach();
            }
        } catch (IOException | AttachNotSupportedException | JMException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What its threads are called and where they stand. */
    @SuppressWarnings("BanJNDI") // The address is the one that our own child has just told.
    String threads() {
        try {
            var machine = VirtualMachine.attach(String.valueOf(process.pid()));
            try (var connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
                var threads = ManagementFactory.newPlatformMXBeanProxy(
                        connector.getMBeanServerConnection(), ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
                return Arrays.toString(threads.dumpAllThreads(true, true));
            } finally {
                machine.detach();
            }
        } catch (IOException | AttachNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(MBeanServerConnection server, ObjectName name, String attribute) throws IOException {
        try {
            var value = server.getAttribute(name, attribute);
            return value instanceof Object[] many ? Arrays.deepToString(many) : String.valueOf(value);
        } catch (JMException | RuntimeException e) {
            return e.toString();
        }
    }

    /** 0 where the system does not tell. */
    private long resident() throws IOException {
        var status = Path.of("/proc", String.valueOf(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0L);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
            classes.ended(process.waitFor());
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
