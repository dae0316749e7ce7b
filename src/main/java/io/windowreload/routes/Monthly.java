package io.windowreload.routes;

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

/** What the schedule asks for: the last month that has been over for the configured number of days. */
public final class Monthly {
    private static final Logger LOG = LoggerFactory.getLogger(Monthly.class);

    private final Operations operations;
    private final Intake intake;
    private final RequestReader reader;
    private final Settings.Schedule schedule;
    private final ZoneId sourceZone;
    private final Clock clock;

    public Monthly(Operations operations, Intake intake, RequestReader reader, Settings settings, Clock clock) {
        this.operations = operations;
        this.intake = intake;
        this.reader = reader;
        this.schedule = settings.schedule();
        this.sourceZone = settings.source().zone();
        this.clock = clock;
    }

    /**
     * Asks for the month; the same month twice is one run. A month that is due while the schedule is paused is not made up for.
     *
     * @param due when the schedule meant this to happen
     */
    public void request(Date due) {
        var month = month();
        if (!operations.takes(Entry.SCHEDULE)) {
            LOG.info("schedule.paused due={} month={} not requested", due.toInstant(), month);
            return;
        }
        var document =
                "{\"requestId\":\"monthly-%s\",\"requestedBy\":\"schedule\",\"month\":\"%s\"}".formatted(month, month);
        var run = intake.accept(reader.read(document.getBytes(StandardCharsets.UTF_8)), "schedule");
        LOG.info("schedule.fired due={} month={} run={}", due.toInstant(), month, run.id());
    }

    /** Last month in the source's zone, as seen {@code lagDays} ago. */
    YearMonth month() {
        var day = LocalDate.now(clock.withZone(sourceZone)).minusDays(schedule.lagDays());
        return YearMonth.from(day).minusMonths(1);
    }
}
