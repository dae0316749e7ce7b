package io.windowreload.observe;

import static org.awaitility.Awaitility.await;

import com.sun.tools.attach.VirtualMachine;
import io.windowreload.App;
import io.windowreload.SharedClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** {@code serve} in a process of its own, with a JMX connection to it as jconsole makes one. */
final class OtherProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path output;
    private JMXConnector connector;
    private MBeanServerConnection connection;

    private OtherProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static OtherProcess serve(Path folder, Map<String, String> keys) throws Exception {
        var output = folder.resolve("output");
        var command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        command.command().addAll(SharedClasses.asFound());
        command.command().addAll(List.of(App.class.getName(), "serve"));
        keys.forEach((key, value) -> command.environment()
                .put(key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT), value));
        command.environment().put("AWS_ACCESS_KEY_ID", "test");
        command.environment().put("AWS_SECRET_ACCESS_KEY", "test");
        var other = new OtherProcess(command.start(), output);
        try {
            other.awaitOutput("window-reload is ready");
            other.connect();
            return other;
        } catch (Exception | Error e) {
            other.close();
            throw e;
        }
    }

    /** The address is this machine's own agent's: nobody else can answer. */
    @SuppressWarnings("BanJNDI")
    private void connect() throws Exception {
        var machine = VirtualMachine.attach(Long.toString(process.pid()));
        try {
            connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
            connection = connector.getMBeanServerConnection();
        } finally {
            machine.detach();
        }
    }

    /** Waits until the process has printed the words, on stdout or in its log. */
    void awaitOutput(String words) {
        await().atMost(PATIENCE).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("the process has ended: " + Files.readString(output));
            }
            return Files.readString(output).contains(words);
        });
    }

    /** Operates a route. */
    void route(String id, String operation) throws Exception {
        connection.invoke(
                new ObjectName("org.apache.camel:context=window-reload,type=routes,name=\"" + id + "\""),
                operation,
                null,
                null);
    }

    /** Operates reloads; the parameters are numbers or texts. */
    Object reload(String operation, Object... parameters) throws Exception {
        var signature = new String[parameters.length];
        for (var i = 0; i < parameters.length; i++) {
            signature[i] = parameters[i] instanceof Long
                    ? "long"
                    : parameters[i] instanceof Integer ? "int" : String.class.getName();
        }
        return connection.invoke(new ObjectName(ReloadControl.NAME), operation, parameters, signature);
    }

    /** What the bean tells of itself. */
    MBeanInfo description() throws Exception {
        return connection.getMBeanInfo(new ObjectName(ReloadControl.NAME));
    }

    Object attribute(String name) throws Exception {
        return connection.getAttribute(new ObjectName(ReloadControl.NAME), name);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (connector != null) {
            connector.close();
        }
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
