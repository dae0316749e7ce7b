package io.windowreload.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Heartbeats heartbeats = new Heartbeats();

    private void seconds(int number) {
        IntStream.range(0, number).forEach(second -> heartbeats.tick());
    }

    @Test
    void a_loop_without_a_sign_is_silent_after_the_limit_and_two_rounds() {
        heartbeats.expect("runs", Duration.ofSeconds(5), () -> true);
        seconds(20);
        assertThat(heartbeats.silent(LIMIT)).isEmpty();
        seconds(1);
        assertThat(heartbeats.silent(LIMIT)).containsExactly("runs");
        heartbeats.beat("runs");
        assertThat(heartbeats.silent(LIMIT)).isEmpty();
    }

    @Test
    void a_loop_that_somebody_has_stopped_is_not_missed() {
        var started = new AtomicBoolean(true);
        heartbeats.expect("folder", Duration.ZERO, started::get);
        seconds(11);
        assertThat(heartbeats.silent(LIMIT)).containsExactly("folder");
        started.set(false);
        seconds(1);
        assertThat(heartbeats.silent(LIMIT)).isEmpty();
    }

    @Test
    void a_thread_is_asked_once_until_it_answers() {
        var questions = new ArrayList<Runnable>();
        heartbeats.ask("page loop", questions::add);
        seconds(11);
        assertThat(questions).hasSize(1);
        assertThat(heartbeats.silent(LIMIT)).containsExactly("page loop");
        questions.get(0).run();
        seconds(1);
        assertThat(questions).hasSize(2);
        assertThat(heartbeats.silent(LIMIT)).isEmpty();
    }

    @Test
    void a_thread_that_takes_nothing_any_more_is_silent_and_disturbs_no_other() {
        heartbeats.ask("gone", work -> {
            throw new RejectedExecutionException();
        });
        heartbeats.ask("well", Runnable::run);
        seconds(11);
        assertThat(heartbeats.silent(LIMIT)).containsExactly("gone");
    }
}
