package io.windowreload.ledger;

import io.windowreload.ledger.CalendarCell.State;
import io.windowreload.window.TableName;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What windows make of months: a month counts as verified only where verified windows, added up, cover all of it. */
final class Coverage {
    private final Map<Long, Span> spans;
    private final YearMonth first;
    private final YearMonth last;

    /**
     * The window of a run that counts.
     *
     * @param open whether the run has not ended
     */
    record Span(long run, LocalDateTime from, LocalDateTime to, boolean open) {}

    Coverage(List<Span> spans, YearMonth first, YearMonth last) {
        this.spans = spans.stream().collect(Collectors.toMap(Span::run, Function.identity()));
        this.first = first;
        this.last = last;
    }

    /** No older run counts. */
    long oldest() {
        return spans.keySet().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
    }

    /** The cells of a table that these runs have touched, and some of them verified. */
    List<CalendarCell> cells(TableName table, List<Long> runs, List<Long> verified) {
        var good = new HashSet<>(verified);
        var months = new TreeMap<YearMonth, Month>();
        for (var run : runs) {
            var span = spans.get(run);
            if (span != null) {
                var to = earlier(YearMonth.from(span.to().minusNanos(1)), last);
                for (var month = later(YearMonth.from(span.from()), first);
                        !month.isAfter(to);
                        month = month.plusMonths(1)) {
                    months.computeIfAbsent(month, Month::new).add(span, good.contains(run));
                }
            }
        }
        return months.values().stream().map(month -> month.cell(table)).toList();
    }

    private static YearMonth later(YearMonth one, YearMonth other) {
        return one.isAfter(other) ? one : other;
    }

    private static YearMonth earlier(YearMonth one, YearMonth other) {
        return one.isBefore(other) ? one : other;
    }

    /** One month of one table while runs are added to it. */
    private static final class Month {
        private final YearMonth month;
        private final LocalDateTime from;
        private final LocalDateTime to;
        private final List<Span> verified = new ArrayList<>();
        private long newestOpen;
        private long newestFailed;
        private long newestVerified;
        private boolean whole;

        Month(YearMonth month) {
            this.month = month;
            this.from = month.atDay(1).atStartOfDay();
            this.to = month.plusMonths(1).atDay(1).atStartOfDay();
        }

        void add(Span span, boolean good) {
            if (span.open()) {
                newestOpen = Math.max(newestOpen, span.run());
            } else if (good) {
                newestVerified = Math.max(newestVerified, span.run());
                whole |= !span.from().isAfter(from) && !span.to().isBefore(to);
                verified.add(span);
            } else {
                newestFailed = Math.max(newestFailed, span.run());
            }
        }

        CalendarCell cell(TableName table) {
            if (newestOpen > 0) {
                return new CalendarCell(table, month, newestOpen, State.RUNNING);
            }
            if (newestFailed > newestVerified) {
                return new CalendarCell(table, month, newestFailed, State.FAILED);
            }
            return new CalendarCell(table, month, newestVerified, whole || covered() ? State.VERIFIED : State.PARTIAL);
        }

        /** What two windows share counts once. */
        private boolean covered() {
            var sorted = verified.stream()
                    .sorted((one, other) -> one.from().compareTo(other.from()))
                    .toList();
            var covered = Duration.ZERO;
            var reached = from;
            for (var span : sorted) {
                var begin = span.from().isAfter(reached) ? span.from() : reached;
                var end = span.to().isBefore(to) ? span.to() : to;
                if (end.isAfter(begin)) {
                    covered = covered.plus(Duration.between(begin, end));
                    reached = end;
                }
            }
            return covered.equals(Duration.between(from, to));
        }
    }
}
