package io.windowreload.ledger;

import io.windowreload.ledger.CalendarCell.State;
import io.windowreload.ledger.Outcomes.End;
import io.windowreload.ledger.Outcomes.Outcome;
import io.windowreload.window.TableName;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What windows make of months: a month counts as verified only where verified windows, added up, cover all of it. */
final class Coverage {
    private final YearMonth first;
    private final YearMonth last;
    private final Map<TableName, Month[]> months = new HashMap<>();

    Coverage(YearMonth first, YearMonth last) {
        this.first = first;
        this.last = last;
    }

    /** Adds a run that counts, with what it did to its tables. */
    void add(Span span, Outcome outcome) {
        var from = place(later(YearMonth.from(span.from()), first));
        var to = place(earlier(YearMonth.from(span.to().minusNanos(1)), last));
        outcome.forEach((table, end) -> {
            var row = months.computeIfAbsent(table, added -> new Month[place(last) + 1]);
            for (var place = from; place <= to; place++) {
                if (row[place] == null) {
                    row[place] = new Month(first.plusMonths(place));
                }
                row[place].add(span, end);
            }
        });
    }

    /** The cells of all tables that the runs have touched. */
    List<CalendarCell> cells() {
        return months.entrySet().stream()
                .flatMap(row ->
                        Arrays.stream(row.getValue()).filter(Objects::nonNull).map(month -> month.cell(row.getKey())))
                .toList();
    }

    private int place(YearMonth month) {
        return (int) ChronoUnit.MONTHS.between(first, month);
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
        private long newestLeftOpen;
        private long newestFailed;
        private long newestVerified;
        private boolean whole;

        Month(YearMonth month) {
            this.month = month;
            this.from = month.atDay(1).atStartOfDay();
            this.to = month.plusMonths(1).atDay(1).atStartOfDay();
        }

        void add(Span span, End end) {
            if (span.open()) {
                newestOpen = Math.max(newestOpen, span.run());
            } else if (end == End.VERIFIED) {
                newestVerified = Math.max(newestVerified, span.run());
                whole |= !span.from().isAfter(from) && !span.to().isBefore(to);
                if (!whole) {
                    verified.add(span);
                }
            } else if (end == End.LEFT_OPEN) {
                newestLeftOpen = Math.max(newestLeftOpen, span.run());
            } else {
                newestFailed = Math.max(newestFailed, span.run());
            }
        }

        CalendarCell cell(TableName table) {
            if (newestOpen > 0) {
                return new CalendarCell(table, month, newestOpen, State.RUNNING);
            }
            if (newestLeftOpen > Math.max(newestVerified, newestFailed)) {
                return new CalendarCell(table, month, newestLeftOpen, State.LEFT_OPEN);
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
