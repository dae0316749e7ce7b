package io.windowreload.program;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** After which errors a process cannot be relied on. */
class FatalErrorExitTest {
    private static final class Unborn {
        static final int SIZE = start();

        private static int start() {
            throw new OutOfMemoryError("Java heap space");
        }
    }

    @Test
    void memory_that_ran_out_is_found_behind_other_errors() {
        assertThat(FatalErrorExit.outOfMemory(new OutOfMemoryError())).isTrue();
        assertThat(FatalErrorExit.outOfMemory(new IllegalStateException(new RuntimeException(new OutOfMemoryError()))))
                .isTrue();
        assertThat(FatalErrorExit.outOfMemory(new IllegalStateException("memory")))
                .isFalse();
        assertThat(FatalErrorExit.outOfMemory(null)).isFalse();
    }

    @Test
    void a_class_that_is_lost_for_want_of_memory_is_lost_for_good() {
        assertThat(FatalErrorExit.outOfMemory(use())).as("the first use").isTrue();
        var again = use();
        assertThat(again).isInstanceOf(NoClassDefFoundError.class);
        assertThat(FatalErrorExit.outOfMemory(again)).as("each later one").isTrue();
        assertThat(FatalErrorExit.outOfMemory(new NoClassDefFoundError("org/example/Optional")))
                .isFalse();
    }

    private static Throwable use() {
        try {
            throw new AssertionError("it has a size: " + Unborn.SIZE);
        } catch (OutOfMemoryError | LinkageError e) {
            return e;
        }
    }
}
