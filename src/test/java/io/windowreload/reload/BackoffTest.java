package io.windowreload.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    @ParameterizedTest
    @CsvSource({"0, PT1S", "1, PT2S", "2, PT4S", "5, PT32S", "6, PT1M", "7, PT1M", "63, PT1M", "100000, PT1M"})
    void delays_double_up_to_a_minute_and_half_of_each_is_chance(int tries, Duration longest) {
        for (var i = 0; i < 100; i++) {
            assertThat(Backoff.delay(tries)).isBetween(longest.dividedBy(2), longest);
        }
    }

    @Test
    void those_who_failed_together_do_not_come_back_together() {
        var delays = new HashSet<Duration>();
        for (var i = 0; i < 100; i++) {
            delays.add(Backoff.delay(3));
        }
        assertThat(delays).hasSizeGreaterThan(50);
    }
}
