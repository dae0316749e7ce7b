package io.windowreload.observe;

import io.windowreload.ledger.Pause;
import io.windowreload.ledger.Pause.Entry;
import io.windowreload.observe.StatusDocument.Folder;
import io.windowreload.observe.StatusDocument.Paused;
import io.windowreload.observe.StatusDocument.Schedule;
import io.windowreload.request.FolderLook;
import io.windowreload.settings.Settings;
import io.windowreload.window.ForeignText;
import io.windowreload.window.ReloadException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.quartz.CronExpression;

/** How what triggers runs by itself stands: in the ledger for all instances, and as a route of this one. */
public final class Entries {
    /** Routes that operators may stop: that is no illness. */
    public static final String SCHEDULE = "schedule-monthly";

    public static final String FOLDER = "request-drop";

    private static final int NAMED = 20;

    private final Settings settings;
    private final Clock clock;
    private final CamelContext camel;

    Entries(Settings settings, Clock clock, CamelContext camel) {
        this.settings = settings;
        this.clock = clock;
        this.camel = camel;
    }

    Schedule schedule(List<Pause> pauses) {
        var schedule = settings.schedule();
        if (schedule.cron().isEmpty()) {
            return new Schedule("off", null, schedule.zone().getId(), null, null);
        }
        var paused = paused(pauses, Entry.SCHEDULE);
        return new Schedule(
                paused.isPresent() ? "paused" : started(SCHEDULE) ? "active" : "stopped",
                schedule.cron().get(),
                schedule.zone().getId(),
                nextFire().orElse(null),
                paused.orElse(null));
    }

    /** When the schedule fires next, whether it is heeded then or not. */
    Optional<Instant> nextFire() {
        return settings.schedule().cron().flatMap(cron -> {
            try {
                var expression = new CronExpression(cron);
                expression.setTimeZone(TimeZone.getTimeZone(settings.schedule().zone()));
                return Optional.ofNullable(expression.getNextValidTimeAfter(Date.from(clock.instant())))
                        .map(Date::toInstant);
            } catch (ParseException e) {
                // The route has not started with it either.
                return Optional.empty();
            }
        });
    }

    Folder folder(List<Pause> pauses) {
        var directory = settings.requests().directory().toAbsolutePath().normalize();
        var paused = paused(pauses, Entry.FOLDER);
        return new Folder(
                paused.isPresent() ? "paused" : started(FOLDER) ? "watching" : "stopped",
                directory.toString(),
                waiting(directory),
                notTaken(directory, clock.instant()),
                paused.orElse(null));
    }

    private static int waiting(Path directory) {
        try (var files = Files.list(directory)) {
            return (int) files.filter(file -> file.toString().endsWith(".json"))
                    .limit(1000)
                    .count();
        } catch (java.io.IOException e) {
            return 0;
        }
    }

    /** What lies in a folder and is never taken, by name. */
    static List<String> notTaken(Path directory, Instant now) {
        try {
            return FolderLook.bystanders(directory, now).stream()
                    .limit(NAMED)
                    .map(file -> ForeignText.printable(file.getFileName().toString()))
                    .toList();
        } catch (ReloadException e) {
            // Health tells what is wrong with the folder.
            return List.of();
        }
    }

    /** Whether this instance takes files. */
    boolean watching(List<Pause> pauses) {
        return paused(pauses, Entry.FOLDER).isEmpty() && started(FOLDER);
    }

    private boolean started(String route) {
        return camel.getRouteController().getRouteStatus(route) == ServiceStatus.Started;
    }

    private static Optional<Paused> paused(List<Pause> pauses, Entry entry) {
        return pauses.stream()
                .filter(pause -> pause.entry() == entry)
                .map(pause -> new Paused(pause.since(), pause.actor(), pause.reason()))
                .findFirst();
    }
}
