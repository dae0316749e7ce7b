package io.windowreload.local.junit;

import io.windowreload.local.EmulatedDms;
import io.windowreload.local.dms.DmsEmulator;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** What {@link DmsEmulatorTest} stands for. */
public final class DmsEmulatorExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(DmsEmulatorExtension.class);

    private record Held(EmulatedDms dms) implements AutoCloseable {
        @Override
        public void close() {
            dms.stop();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        return type == EmulatedDms.class || type == DmsEmulator.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // The class's own store: what it holds is closed after the last of its tests.
        var scope = context;
        while (scope.getTestMethod().isPresent()) {
            scope = scope.getParent().orElseThrow();
        }
        var test = scope.getRequiredTestClass();
        var dms = scope.getStore(NAMESPACE)
                .getOrComputeIfAbsent(test, DmsEmulatorExtension::held, Held.class)
                .dms();
        return parameter.getParameter().getType() == EmulatedDms.class ? dms : dms.emulator();
    }

    private static Held held(Class<?> test) {
        return new Held(started(test));
    }

    private static EmulatedDms started(Class<?> test) {
        var wanted = test.getAnnotation(DmsEmulatorTest.class);
        var dms = new EmulatedDms();
        if (wanted != null) {
            if (!wanted.source().isEmpty()) {
                dms.withSource(wanted.source(), "", "");
            }
            if (!wanted.target().isEmpty()) {
                dms.withTarget(wanted.target(), "", "");
            }
            dms.withOptions(options -> options.capture(wanted.capture()));
        }
        return dms.start();
    }
}
