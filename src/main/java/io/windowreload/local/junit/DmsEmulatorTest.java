package io.windowreload.local.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A JUnit 5 test class with a DMS emulator: one for all of its tests, started before the first that asks for it and stopped after
 * the last. Tests and their set-up methods get it as a parameter, an {@code EmulatedDms} or a {@code DmsEmulator}.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(DmsEmulatorExtension.class)
public @interface DmsEmulatorTest {
    /** JDBC address of the source, user and password in it; an empty H2 in Oracle's mode if none is given. */
    String source() default "";

    /** JDBC address of the target, user and password in it; an empty PostgreSQL if none is given. */
    String target() default "";

    /** Whether the standing task moves changes itself; the source must be PostgreSQL. */
    boolean capture() default false;
}
