package io.windowreload.local;

import io.windowreload.local.dms.DmsEmulator;
import io.windowreload.local.dms.EmulatorOptions;
import io.windowreload.local.dms.load.JdbcAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;

/**
 * The DMS emulator with the databases that it needs, in the shape of a container of Testcontainers: configure, start, ask where
 * it is, stop. Without a source it has an empty H2 in Oracle's mode, without a target an empty PostgreSQL of its own.
 */
public final class EmulatedDms implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private JdbcAddress source;
    private JdbcAddress target;
    private UnaryOperator<EmulatorOptions> options = UnaryOperator.identity();
    private DmsEmulator dms;

    public EmulatedDms withSource(String jdbcUrl, String user, String password) {
        source = new JdbcAddress(jdbcUrl, user, password);
        return this;
    }

    public EmulatedDms withTarget(String jdbcUrl, String user, String password) {
        target = new JdbcAddress(jdbcUrl, user, password);
        return this;
    }

    /** Changes anything else that an emulator is started with. */
    public EmulatedDms withOptions(UnaryOperator<EmulatorOptions> change) {
        options = change;
        return this;
    }

    /** Starts what is not given, and the emulator; does nothing if it runs. */
    public EmulatedDms start() {
        if (isRunning()) {
            return this;
        }
        try {
            if (source == null) {
                var oracle = OracleStandIn.empty();
                parts.push(oracle);
                source = oracle.address();
            }
            if (target == null) {
                var postgres = LocalPostgres.start();
                parts.push(postgres);
                target = JdbcAddress.of(postgres.jdbcUrl("postgres"));
            }
            dms = DmsEmulator.start(options.apply(EmulatorOptions.of(source, target)));
            parts.push(dms);
            return this;
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
    }

    public boolean isRunning() {
        return dms != null;
    }

    /** Where clients of DMS, CloudWatch and CloudWatch Logs send their calls. */
    public URI getEndpoint() {
        return emulator().endpoint();
    }

    /** The ARNs, the faults and the calls. */
    public DmsEmulator emulator() {
        if (dms == null) {
            throw new IllegalStateException("the DMS emulator is not started: call start() first");
        }
        return dms;
    }

    public JdbcAddress getSource() {
        return source;
    }

    public JdbcAddress getTarget() {
        return target;
    }

    /** Stops the emulator, and the databases that it started. */
    public void stop() {
        dms = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("a part of the emulated DMS does not stop", e);
            }
        }
    }

    @Override
    public void close() {
        stop();
    }
}
