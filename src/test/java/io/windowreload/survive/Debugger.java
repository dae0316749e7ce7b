package io.windowreload.survive;

import static org.awaitility.Awaitility.await;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

/** Stops single threads of a process, as if they had died. */
final class Debugger implements AutoCloseable {
    /** What the process must be started with. */
    static final String OPTION = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0";

    private static final Pattern PORT = Pattern.compile("Listening for transport dt_socket at address: (\\d+)");

    private final VirtualMachine machine;

    private Debugger(VirtualMachine machine) {
        this.machine = machine;
    }

    static Debugger of(Instance instance) {
        var port =
                PORT.matcher(instance.log()).results().findFirst().orElseThrow().group(1);
        var connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(some -> some.name().equals("com.sun.jdi.SocketAttach"))
                .findFirst()
                .orElseThrow();
        var arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(port);
        try {
            return new Debugger(connector.attach(arguments));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalConnectorArgumentsException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops the thread where it waits and holds nothing that others need. */
    void stop(String name) {
        await().until(() -> machine.allThreads().stream()
                .filter(thread -> thread.name().contains(name))
                .anyMatch(Debugger::stopped));
    }

    private static boolean stopped(ThreadReference thread) {
        thread.suspend();
        try {
            if (thread.frame(0).location().declaringType().name().equals("java.lang.Object")) {
                return true;
            }
        } catch (IncompatibleThreadStateException e) {
            throw new IllegalStateException(e);
        }
        thread.resume();
        return false;
    }

    @Override
    public void close() {
        try {
            machine.dispose();
        } catch (VMDisconnectedException e) {
            // It has ended.
            return;
        }
    }
}
