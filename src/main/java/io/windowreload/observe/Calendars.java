package io.windowreload.observe;

import io.windowreload.ledger.CalendarCell;
import io.windowreload.ledger.History;
import io.windowreload.observe.StatusDocument.Calendar;
import io.windowreload.window.TableName;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws up the calendar. */
final class Calendars {
    private static final int FEWEST_MONTHS = 12;
    static final int MOST_MONTHS = 36;

    private final History history;
    private final List<TableName> tables;

    Calendars(History history, List<TableName> tables) {
        this.history = history;
        this.tables = tables;
    }

    /** The calendar up to a month. */
    Calendar upTo(YearMonth last) {
        var cells = history.calendar(last.minusMonths(MOST_MONTHS - 1), last);
        var first = cells.stream()
                .map(CalendarCell::month)
                .min(YearMonth::compareTo)
                .filter(month -> month.isBefore(last.minusMonths(FEWEST_MONTHS - 1)))
                .orElse(last.minusMonths(FEWEST_MONTHS - 1));
        var months = new ArrayList<String>();
        for (var month = first; !month.isAfter(last); month = month.plusMonths(1)) {
            months.add(month.toString());
        }
        return new Calendar(months, rows(cells));
    }

    private List<Calendar.Row> rows(List<CalendarCell> cells) {
        var rows = new LinkedHashMap<TableName, Map<String, Calendar.Cell>>();
        tables.forEach(table -> rows.put(table, new LinkedHashMap<>()));
        // A table that is no longer registered has no row: it cannot be reloaded any more.
        cells.stream().filter(cell -> rows.containsKey(cell.table())).forEach(cell -> rows.get(cell.table())
                .put(
                        cell.month().toString(),
                        new Calendar.Cell(cell.state().name().toLowerCase(Locale.ROOT), cell.run())));
        return rows.entrySet().stream()
                .map(row -> new Calendar.Row(row.getKey().toString(), row.getValue()))
                .toList();
    }
}
