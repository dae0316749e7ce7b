package io.windowreload.observe;

import io.windowreload.ledger.Standing;
import io.windowreload.observe.StatusDocument.Check;
import io.windowreload.request.FolderLook;
import io.windowreload.settings.Settings;
import io.windowreload.window.ErrorCode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that must be well for a run to begin now: the target takes writes, the schedule's store and the request folder can be used, DMS answers. */
final class Watches implements AutoCloseable {
    /** A request folder may lie on another machine. */
    private static final Duration FOLDER_PATIENCE = Duration.ofSeconds(5);

    private final Watch target;
    private final Watch folder;
    private final Optional<Watch> schedule;
    private final SourceWatch source;

    Watches(Settings settings, Standing standing, SourceWatch source, Clock clock) {
        var every = settings.management().targetInterval();
        var patience = settings.target().readTimeout();
        this.source = source;
        target = new Watch("PostgreSQL", every, patience, ErrorCode.TARGET_UNAVAILABLE, standing::ledger, clock);
        schedule = settings.schedule()
                .cron()
                .map(cron -> new Watch(
                        "the schedule's store",
                        every,
                        patience,
                        ErrorCode.TARGET_UNAVAILABLE,
                        standing::schedule,
                        clock));
        var directory = settings.requests().directory();
        folder = new Watch(
                "the request folder",
                every,
                FOLDER_PATIENCE,
                ErrorCode.FOLDER_UNUSABLE,
                () -> looked(directory, clock),
                clock);
    }

    /** What is never taken is no illness, but whoever sent it waits. */
    private static String looked(Path directory, Clock clock) {
        FolderLook.at(directory);
        var notTaken = Entries.notTaken(directory, clock.instant());
        return "can be read and written" + (notTaken.isEmpty() ? "" : "; not taken: " + String.join(", ", notTaken));
    }

    void start() {
        all().values().forEach(Watch::start);
    }

    private Map<String, Watch> all() {
        var all = new LinkedHashMap<String, Watch>();
        all.put("target", target);
        all.put("folder", folder);
        schedule.ifPresent(watch -> all.put("schedule", watch));
        return all;
    }

    Watch target() {
        return target;
    }

    /** Everything by its name, as it stands. */
    Map<String, Watch.State> states() {
        var states = new LinkedHashMap<String, Watch.State>();
        all().forEach((name, watch) -> states.put(name, watch.state()));
        states.put("source", source.state());
        return states;
    }

    Watch.State source() {
        return source.state();
    }

    /** How far production is behind the source, as far as is known. */
    Optional<Duration> behind() {
        return source.behind();
    }

    /** Whether a run could begin now, as far as is known. */
    boolean ready() {
        return states().values().stream().noneMatch(Watch.State::down);
    }

    List<Check> checks() {
        var checks = new ArrayList<Check>();
        states().forEach((name, state) -> checks.add(new Check(name, state.name(), state.detail(), state.at())));
        return checks;
    }

    @Override
    public void close() {
        all().values().forEach(Watch::close);
    }
}
