package io.windowreload.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class TimeWindowTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void a_month_ends_where_the_next_begins_also_in_a_leap_year_and_at_the_year_s_end() {
        assertThat(TimeWindow.month(YearMonth.of(2024, 2), BERLIN)).hasToString("2024-02-01T00:00/2024-03-01T00:00");
        assertThat(TimeWindow.month(YearMonth.of(2025, 12), BERLIN)).hasToString("2025-12-01T00:00/2026-01-01T00:00");
    }

    @Test
    void the_filter_is_a_superset_in_whole_seconds() {
        var window = new TimeWindow(
                LocalDateTime.parse("2025-01-01T00:00:00.250"),
                LocalDateTime.parse("2025-01-31T23:59:59.000001"),
                BERLIN);

        assertThat(window.filterFrom()).isEqualTo("2025-01-01 00:00:00");
        assertThat(window.filterTo()).isEqualTo("2025-02-01 00:00:00");
    }

    @Test
    void a_whole_second_is_its_own_bound() {
        var window = TimeWindow.month(YearMonth.of(2025, 1), BERLIN);

        assertThat(window.filterFrom()).isEqualTo("2025-01-01 00:00:00");
        assertThat(window.filterTo()).isEqualTo("2025-02-01 00:00:00");
        assertThat(window.loadedTo()).isEqualTo(LocalDateTime.parse("2025-02-01T00:00:00"));
    }

    @Test
    void a_time_in_the_daylight_saving_gap_is_a_boundary_like_any_other() {
        var gap = LocalDateTime.parse("2025-03-30T02:30:00");

        assertThat(new TimeWindow(gap, gap.plusHours(1), BERLIN).filterFrom()).isEqualTo("2025-03-30 02:30:00");
    }

    @Test
    void an_empty_or_backward_window_is_refused() {
        var time = LocalDateTime.parse("2025-01-01T00:00:00");

        assertThatThrownBy(() -> new TimeWindow(time, time, BERLIN)).isInstanceOf(IllegalArgumentException.class);
    }
}
