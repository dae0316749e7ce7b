package io.windowreload.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A step that goes on for long is told of once a span, with the place where it is. */
class StepsTest {
    private static final Duration SPAN = Duration.ofSeconds(10);

    private final Steps steps = new Steps();

    private void seconds(int number) {
        IntStream.range(0, number).forEach(second -> steps.tick());
    }

    @Test
    void what_takes_long_is_told_of_once_a_span() {
        steps.begin(7, "APPLY");
        assertThat(steps.another(SPAN)).isEmpty();
        seconds(9);
        assertThat(steps.another(SPAN)).isEmpty();
        seconds(1);
        assertThat(steps.another(SPAN)).singleElement().asString().startsWith("run=7 step=APPLY has gone on for 10 s");
        seconds(1);
        assertThat(steps.another(SPAN)).isEmpty();
        seconds(9);
        assertThat(steps.another(SPAN)).singleElement().asString().contains("for 20 s");
    }

    @Test
    void it_is_told_where_it_is() {
        steps.begin(7, "APPLY");
        seconds(10);
        assertThat(steps.another(SPAN)).singleElement().asString().contains("StepsTest.it_is_told_where_it_is");
    }

    @Test
    void each_step_counts_for_itself_and_none_that_has_ended() {
        steps.begin(1, "PLAN");
        seconds(8);
        steps.begin(2, "PLAN");
        seconds(3);
        assertThat(steps.longer(SPAN)).containsExactly("run 1 at PLAN");
        steps.end(1);
        steps.begin(1, "APPLY");
        seconds(8);
        assertThat(steps.longer(SPAN)).containsExactly("run 2 at PLAN");
    }
}
