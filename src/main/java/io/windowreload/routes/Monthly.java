package io.windowreload.routes;

import io.windowreload.reload.Intake;
import io.windowreload.request.RequestReader;
import io.windowreload.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;

/** What the schedule asks for: the last month that has been over for the configured number of days. */
public final class Monthly {
    private final Intake intake;
    private final RequestReader reader;
    private final Settings.Schedule schedule;
    private final ZoneId sourceZone;
    private final Clock clock;

    public Monthly(Intake intake, RequestReader reader, Settings settings, Clock clock) {
        this.intake = intake;
        this.reader = reader;
        this.schedule = settings.schedule();
        this.sourceZone = settings.source().zone();
        this.clock = clock;
    }

    /** Asks for the month; the same month twice is one run. */
    public void request() {
        var month = month();
        var document =
                "{\"requestId\":\"monthly-%s\",\"requestedBy\":\"schedule\",\"month\":\"%s\"}".formatted(month, month);
        intake.accept(reader.read(document.getBytes(StandardCharsets.UTF_8)), "schedule");
    }

    /** Last month in the source's zone, as seen {@code lagDays} ago. */
    YearMonth month() {
        var day = LocalDate.now(clock.withZone(sourceZone)).minusDays(schedule.lagDays());
        return YearMonth.from(day).minusMonths(1);
    }
}
