package io.windowreload.ledger;

import io.windowreload.db.Db;
import io.windowreload.db.Sql;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Up to which month the schedule has asked. It stands in the ledger, so that whatever is missed, and for how long, is asked for. */
public final class Months {
    private static final Sql BEGIN = Sql.load("schedule/begin-months");
    private static final Sql END = Sql.load("schedule/end-months");
    private static final Sql ASKED_TO = Sql.load("schedule/asked-to");
    private static final Sql PASS = Sql.load("schedule/pass-month");

    private final Db db;

    public Months(Db db) {
        this.db = db;
    }

    /** The schedule begins, if it has not or was off everywhere: what was over by then is not its business. */
    public void begin(YearMonth over) {
        db.update(BEGIN, Map.of("month", over.atDay(1).toString()));
    }

    /** This instance keeps no schedule; another one may. */
    public void end() {
        db.update(END, Map.of());
    }

    /** The months up to one that have not been asked for, oldest first; that one always, as it may have failed. */
    public List<YearMonth> due(YearMonth last) {
        var months = new ArrayList<YearMonth>();
        var first = db.queryOne(ASKED_TO, Map.of(), row -> YearMonth.from(row.wallClock("month")))
                .map(asked -> asked.plusMonths(1))
                .filter(next -> next.isBefore(last))
                .orElse(last);
        for (var month = first; !month.isAfter(last); month = month.plusMonths(1)) {
            months.add(month);
        }
        return months;
    }

    /** A month is asked for, or passed over. */
    public void pass(YearMonth month) {
        db.update(PASS, Map.of("month", month.atDay(1).toString()));
    }
}
