package io.windowreload.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class SplitTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    private static TimeWindow window(String from, String to) {
        return new TimeWindow(LocalDateTime.parse(from), LocalDateTime.parse(to), ZONE);
    }

    @Test
    void two_years_are_24_months_without_gap_or_overlap() {
        var whole = window("2023-01-01T00:00", "2025-01-01T00:00");

        var pieces = Split.MONTH.cut(whole);

        assertThat(pieces).hasSize(24);
        assertThat(pieces.get(0).from()).isEqualTo(whole.from());
        assertThat(pieces.get(23).to()).isEqualTo(whole.to());
        for (var i = 1; i < pieces.size(); i++) {
            assertThat(pieces.get(i).from()).isEqualTo(pieces.get(i - 1).to());
        }
        assertThat(pieces)
                .extracting(TimeWindow::label)
                .startsWith("2023-01", "2023-02")
                .endsWith("2024-12");
    }

    @Test
    void what_begins_or_ends_within_a_piece_is_cut_short() {
        assertThat(Split.MONTH.cut(window("2024-02-10T06:30", "2024-03-02T00:00")))
                .containsExactly(
                        window("2024-02-10T06:30", "2024-03-01T00:00"), window("2024-03-01T00:00", "2024-03-02T00:00"));
    }

    @Test
    void weeks_begin_on_mondays_and_days_at_midnight() {
        assertThat(Split.WEEK.cut(window("2025-01-01T00:00", "2025-01-14T00:00")))
                .extracting(TimeWindow::from)
                .containsExactly(
                        LocalDateTime.parse("2025-01-01T00:00"),
                        LocalDateTime.parse("2025-01-06T00:00"),
                        LocalDateTime.parse("2025-01-13T00:00"));
        assertThat(Split.DAY.cut(window("2025-01-30T12:00", "2025-02-02T00:00")))
                .extracting(TimeWindow::label)
                .containsExactly("2025-01-30T1200_2025-01-31", "2025-01-31", "2025-02-01");
    }

    @Test
    void the_largest_pieces_that_are_never_longer_than_the_longest_window_are_taken() {
        assertThat(Split.within(Period.ofMonths(1))).isEqualTo(Split.MONTH);
        assertThat(Split.within(Duration.ofDays(31))).isEqualTo(Split.MONTH);
        assertThat(Split.within(Duration.ofDays(30))).isEqualTo(Split.WEEK);
        assertThat(Split.within(Period.ofDays(6))).isEqualTo(Split.DAY);
    }
}
