package io.windowreload.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeWindowTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void a_month_ends_where_the_next_begins_also_in_a_leap_year_and_at_the_year_s_end() {
        assertThat(TimeWindow.month(YearMonth.of(2024, 2), BERLIN)).hasToString("2024-02-01T00:00/2024-03-01T00:00");
        assertThat(TimeWindow.month(YearMonth.of(2025, 12), BERLIN)).hasToString("2025-12-01T00:00/2026-01-01T00:00");
    }

    @Test
    void the_source_is_asked_in_whole_seconds_and_for_as_much_more_as_production_may_round() {
        var window = new TimeWindow(
                LocalDateTime.parse("2025-01-01T00:00:00.250"),
                LocalDateTime.parse("2025-01-31T23:59:59.000001"),
                BERLIN);

        assertAsked(window, WindowType.TIMESTAMP, "2024-12-31 23:59:59", "2025-02-01 00:00:00");
        assertAsked(window, WindowType.TIMESTAMPTZ, "2024-12-31 23:00:00", "2025-02-01 01:00:00");
    }

    @Test
    void a_whole_second_is_its_own_end() {
        var january = TimeWindow.month(YearMonth.of(2025, 1), BERLIN);

        assertAsked(january, WindowType.TIMESTAMP, "2024-12-31 23:59:59", "2025-02-01 00:00:00");
        assertAsked(january, WindowType.DATE, "2024-12-31 12:00:00", "2025-02-01 00:00:00");
    }

    @Test
    void a_time_in_the_daylight_saving_gap_is_a_boundary_like_any_other() {
        var gap = LocalDateTime.parse("2025-03-30T02:30:00");

        assertAsked(
                new TimeWindow(gap, gap.plusHours(1), BERLIN),
                WindowType.TIMESTAMP,
                "2025-03-30 02:29:59",
                "2025-03-30 03:30:00");
    }

    private static void assertAsked(TimeWindow window, WindowType type, String from, String to) {
        assertThat(window.asked(type).filterFrom()).isEqualTo(from);
        assertThat(window.asked(type).filterTo()).isEqualTo(to);
    }

    @Test
    void a_window_on_a_date_begins_and_ends_at_midnight() {
        var january = TimeWindow.month(YearMonth.of(2025, 1), BERLIN);
        var noon = new TimeWindow(january.from().plusHours(12), january.to(), BERLIN);
        var tillNoon = new TimeWindow(january.from(), january.to().plusHours(12), BERLIN);

        WindowType.DATE.take(january, "t.d");
        WindowType.TIMESTAMP.take(noon, "t.d");
        for (var refused : List.of(noon, tillNoon)) {
            assertThatThrownBy(() -> WindowType.DATE.take(refused, "t.d"))
                    .isInstanceOfSatisfying(
                            ReloadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WINDOW_INVALID));
        }
    }

    @Test
    void an_empty_or_backward_window_is_refused() {
        var time = LocalDateTime.parse("2025-01-01T00:00:00");

        assertThatThrownBy(() -> new TimeWindow(time, time, BERLIN)).isInstanceOf(IllegalArgumentException.class);
    }
}
