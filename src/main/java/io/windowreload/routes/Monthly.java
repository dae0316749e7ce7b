package io.windowreload.routes;

import io.windowreload.ledger.Months;
import io.windowreload.ledger.Pause.Entry;
import io.windowreload.reload.Intake;
import io.windowreload.reload.Operations;
import io.windowreload.request.RequestReader;
import io.windowreload.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Date;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the schedule asks for: each month once it has been over for the configured number of days. What is missing is told by the ledger and
 * not by the clock, so that no fire that came late, or not at all, loses a month.
 */
public final class Monthly {
    private static final Logger LOG = LoggerFactory.getLogger(Monthly.class);

    private final Operations operations;
    private final Intake intake;
    private final Months months;
    private final RequestReader reader;
    private final Settings.Schedule schedule;
    private final ZoneId sourceZone;
    private final Clock clock;

    public Monthly(
            Operations operations, Intake intake, Months months, RequestReader reader, Settings settings, Clock clock) {
        this.operations = operations;
        this.intake = intake;
        this.months = months;
        this.reader = reader;
        this.schedule = settings.schedule();
        this.sourceZone = settings.source().zone();
        this.clock = clock;
    }

    /**
     * Asks for the months that have not been asked for, and once more for the newest; the same month twice is one run. A month that is due
     * while the schedule is paused is passed over.
     *
     * @param due when the schedule meant this to happen
     */
    public void request(Date due) {
        var takes = operations.takes(Entry.SCHEDULE);
        for (var month : months.due(month())) {
            if (takes) {
                var run = intake.accept(reader.read(document(month)), "schedule");
                LOG.info("schedule.fired due={} month={} run={}", due.toInstant(), month, run.id());
            } else {
                LOG.info("schedule.paused due={} month={} not requested", due.toInstant(), month);
            }
            months.pass(month);
        }
    }

    /** Its id tells how it is asked, so that the same month may be asked otherwise when the setting changes. */
    private byte[] document(YearMonth month) {
        var empty = schedule.allowEmpty();
        return "{\"requestId\":\"monthly-%1$s%2$s\",\"requestedBy\":\"schedule\",\"month\":\"%1$s\"%3$s}"
                .formatted(month, empty ? "-allow-empty" : "", empty ? ",\"options\":{\"allowEmpty\":true}" : "")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The schedule begins with the first month that is over from now on; to be called on a migrated target, before the routes start. */
    public void begin() {
        months.begin(month());
    }

    /** Last month in the source's zone, as seen {@code lagDays} ago. */
    YearMonth month() {
        var day = LocalDate.now(clock.withZone(sourceZone)).minusDays(schedule.lagDays());
        return YearMonth.from(day).minusMonths(1);
    }
}
