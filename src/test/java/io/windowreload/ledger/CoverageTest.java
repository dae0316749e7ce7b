package io.windowreload.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.ledger.CalendarCell.State;
import io.windowreload.ledger.Outcomes.Outcome;
import io.windowreload.window.TableName;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CoverageTest {
    private static final TableName ORDERS = new TableName("production", "orders");
    private static final YearMonth JANUARY = YearMonth.of(2025, 1);
    private static final YearMonth FEBRUARY = YearMonth.of(2025, 2);
    private static final YearMonth MARCH = YearMonth.of(2025, 3);

    private static Span span(long run, String from, String to) {
        return new Span(
                run,
                LocalDate.parse(from).atStartOfDay(),
                LocalDate.parse(to).atStartOfDay(),
                Instant.EPOCH,
                "SUCCESS");
    }

    private static Span open(Span span) {
        return new Span(span.run(), span.from(), span.to(), null, "RUNNING");
    }

    private static Map<YearMonth, State> cells(List<Span> spans, Long... verified) {
        var coverage = new Coverage(JANUARY, MARCH);
        for (var span : spans) {
            var table = BitSet.valueOf(new long[] {1});
            var good = List.of(verified).contains(span.run()) ? table : new BitSet();
            coverage.add(span, new Outcome(List.of(ORDERS), table, good, new BitSet()));
        }
        return coverage.cells().stream().collect(Collectors.toMap(CalendarCell::month, CalendarCell::state));
    }

    @Test
    void a_window_over_the_whole_month_verifies_it() {
        assertThat(cells(List.of(span(1, "2025-01-01", "2025-02-01")), 1L)).isEqualTo(Map.of(JANUARY, State.VERIFIED));
    }

    @Test
    void a_window_over_a_part_verifies_a_part() {
        assertThat(cells(List.of(span(1, "2025-01-15", "2025-02-01")), 1L)).isEqualTo(Map.of(JANUARY, State.PARTIAL));
    }

    @Test
    void windows_that_meet_verify_the_month_together() {
        var spans = List.of(
                span(3, "2025-01-21", "2025-02-01"),
                span(1, "2025-01-01", "2025-01-11"),
                span(2, "2025-01-11", "2025-01-21"));
        assertThat(cells(spans, 1L, 2L, 3L)).isEqualTo(Map.of(JANUARY, State.VERIFIED));
    }

    @Test
    void what_two_windows_share_counts_once() {
        var spans = List.of(span(1, "2025-01-01", "2025-01-20"), span(2, "2025-01-02", "2025-01-21"));
        assertThat(cells(spans, 1L, 2L)).isEqualTo(Map.of(JANUARY, State.PARTIAL));
    }

    @Test
    void a_long_window_verifies_the_months_that_it_covers() {
        assertThat(cells(List.of(span(1, "2024-11-10", "2025-03-10")), 1L))
                .isEqualTo(Map.of(JANUARY, State.VERIFIED, FEBRUARY, State.VERIFIED, MARCH, State.PARTIAL));
    }

    @Test
    void the_newest_end_counts() {
        var whole = span(1, "2025-01-01", "2025-02-01");
        var again = span(2, "2025-01-01", "2025-02-01");
        assertThat(cells(List.of(whole, again), 1L)).isEqualTo(Map.of(JANUARY, State.FAILED));
        assertThat(cells(List.of(whole, again), 2L)).isEqualTo(Map.of(JANUARY, State.VERIFIED));
    }

    @Test
    void an_open_run_counts_before_all_others() {
        var spans = List.of(open(span(1, "2025-01-01", "2025-01-02")), span(2, "2025-01-01", "2025-02-01"));
        assertThat(cells(spans, 2L)).isEqualTo(Map.of(JANUARY, State.RUNNING));
    }
}
