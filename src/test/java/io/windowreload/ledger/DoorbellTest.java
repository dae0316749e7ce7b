package io.windowreload.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DoorbellTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Doorbell doorbell = new Doorbell(nanos::get);
    private final Doorbell.Bell bell = doorbell.bell(Duration.ofSeconds(10));

    private void pass(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private void heard() {
        doorbell.heard(true);
        assertThat(bell.rings())
                .as("what was announced before may have been missed")
                .isTrue();
        bell.answered();
    }

    @Test
    void while_nobody_hears_it_rings_always() {
        bell.answered();
        assertThat(bell.rings()).isTrue();

        heard();
        assertThat(bell.rings()).isFalse();
        doorbell.heard(false);
        bell.answered();

        assertThat(bell.rings()).isTrue();
    }

    @Test
    void it_rings_until_it_was_answered_and_for_each_loop() {
        heard();
        var other = doorbell.bell(Duration.ofSeconds(10));
        doorbell.ring();

        assertThat(bell.rings()).isTrue();
        assertThat(bell.rings()).as("the loop has failed meanwhile").isTrue();
        bell.answered();
        assertThat(bell.rings()).isFalse();
        assertThat(other.rings()).isTrue();
    }

    @Test
    void what_is_announced_while_the_loop_looks_rings_again() {
        heard();
        doorbell.ring();
        assertThat(bell.rings()).isTrue();
        doorbell.ring();
        bell.answered();

        assertThat(bell.rings()).isTrue();
    }

    @Test
    void it_rings_when_something_is_due_and_once_in_a_while() {
        heard();
        bell.answered(Optional.of(Duration.ofSeconds(3)));
        pass(2);
        assertThat(bell.rings()).isFalse();
        pass(1);
        assertThat(bell.rings()).isTrue();

        bell.answered(Optional.of(Duration.ofHours(1)));
        pass(9);
        assertThat(bell.rings()).isFalse();
        pass(1);
        assertThat(bell.rings()).isTrue();
    }
}
