package io.windowreload.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.windowreload.ledger.CalendarCell;
import io.windowreload.ledger.OpenRun;
import io.windowreload.ledger.Pause;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.Step;
import io.windowreload.ledger.Step.Phase;
import io.windowreload.ledger.TableProgress;
import io.windowreload.ledger.Totals;
import io.windowreload.ledger.Totals.Rows;
import io.windowreload.ledger.Totals.Runs;
import io.windowreload.observe.LedgerWatch.Snapshot;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ErrorCode.Category;
import io.windowreload.window.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Meters of what the ledger holds. All are there from the start with every label that they will ever have, so that no rate begins
 * with a hole. They tell of the ledger and not of this process: two instances tell the same, and a restart changes nothing.
 */
final class ReloadMeters implements MeterBinder {
    private static final Rows NO_ROWS = new Rows(0, 0, 0, 0, 0, null, null);
    private static final Totals.Phase NO_PHASE = new Totals.Phase(0, Duration.ZERO);

    private final LedgerWatch watch;
    private final Watches watches;
    private final Entries entries;
    private final List<TableName> tables;

    ReloadMeters(LedgerWatch watch, Watches watches, Entries entries, List<TableName> tables) {
        this.watch = watch;
        this.watches = watches;
        this.entries = entries;
        this.tables = tables;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        ended(registry);
        open(registry);
        tables.forEach(table -> table(registry, table));
        phases(registry);
        surroundings(registry);
    }

    private void ended(MeterRegistry registry) {
        for (var code : ErrorCode.values()) {
            var name = code.name();
            if (failsRuns(code)) {
                ended(registry, "failed", name, runs -> runs.state() == Run.State.FAILED && runs.error() == code);
            }
            if (code.category() == Category.FAILED) {
                ended(registry, "partial", name, runs -> runs.state() == Run.State.PARTIAL && runs.error() == code);
            }
            if (code != ErrorCode.CANCELLED) {
                gauge(
                        registry,
                        "reload.needs.attention",
                        seen -> seen.gauges().attention().getOrDefault(code, 0L),
                        "code",
                        name);
            }
            if (refuses(code)) {
                count(registry, "reload.requests", runs -> runs.refused() && runs.error() == code, "refused", name);
            }
        }
        ended(registry, "success", "none", runs -> runs.state() == Run.State.SUCCESS);
        ended(registry, "cancelled", ErrorCode.CANCELLED.name(), runs -> runs.state() == Run.State.CANCELLED);
        count(registry, "reload.requests", runs -> !runs.refused(), "accepted", "none");
    }

    /** What is wrong with a request is found before it becomes a run. */
    private static boolean failsRuns(ErrorCode code) {
        return code != ErrorCode.CANCELLED && !code.name().startsWith("REQUEST_");
    }

    /** What a load or a merge comes to, or an outage, refuses no request: that waits. */
    private static boolean refuses(ErrorCode code) {
        return code.category() != Category.FAILED && code.category() != Category.UNAVAILABLE;
    }

    private void ended(MeterRegistry registry, String outcome, String code, Predicate<Runs> which) {
        count(registry, "reload.runs.ended", runs -> !runs.refused() && which.test(runs), outcome, code);
    }

    private void count(MeterRegistry registry, String name, Predicate<Runs> which, String outcome, String code) {
        FunctionCounter.builder(name, watch, seen -> seen.snapshot().totals().runs().stream()
                        .filter(which)
                        .mapToLong(Runs::count)
                        .sum())
                .tags("outcome", outcome, "code", code)
                .description(MeterDescriptions.of(name))
                .register(registry);
    }

    private void open(MeterRegistry registry) {
        for (var state : List.of(Run.State.QUEUED, Run.State.RUNNING)) {
            gauge(
                    registry,
                    "reload.runs",
                    seen -> seen.open().stream()
                            .filter(open -> open.run().state() == state)
                            .count(),
                    "state",
                    state.name().toLowerCase(Locale.ROOT));
        }
        gauge(registry, "reload.runs.awaiting.cdc", seen -> seen.open().stream()
                .filter(open -> open.run().step() == Step.AWAIT_CDC)
                .count());
        gauge(registry, "reload.look.keys", seen -> seen.gauges().openKeys());
        for (var state : CalendarCell.State.values()) {
            gauge(
                    registry,
                    "reload.calendar.months",
                    seen -> seen.gauges().months().getOrDefault(state, 0L),
                    "state",
                    state.name().toLowerCase(Locale.ROOT));
        }
        gauge(registry, "reload.runs.stuck", seen -> seen.stuck().size());
        gauge(registry, "reload.runs.retrying", seen -> seen.open().stream()
                .filter(open -> open.run().retrySince() != null)
                .count());
        gauge(registry, "reload.run.progress.ratio", seen -> OpenRuns.ratio(oldest(seen)));
        gauge(registry, "reload.run.loaded.rows", seen -> oldest(seen).stream()
                .map(table -> Optional.ofNullable(table.table().loadRows()))
                .mapToLong(rows -> rows.orElse(0L))
                .sum());
        gauge(registry, "reload.run.written.rows", seen -> oldest(seen).stream()
                .map(table -> table.table().counts())
                .mapToLong(counts -> counts.inserted() + counts.updated())
                .sum());
        time(registry, "reload.run.started.timestamp", seen -> running(seen).map(Run::startedAt));
    }

    /** The oldest run that has begun: others may wait for it. */
    private static Optional<Run> running(Snapshot seen) {
        return seen.open().stream()
                .map(OpenRun::run)
                .filter(run -> run.state() == Run.State.RUNNING)
                .findFirst();
    }

    private static List<TableProgress> oldest(Snapshot seen) {
        return running(seen)
                .map(run -> seen.tables().getOrDefault(run.id(), List.of()))
                .orElse(List.of());
    }

    private void table(MeterRegistry registry, TableName table) {
        rows(registry, table, "staged", Rows::staged);
        rows(registry, table, "inserted", Rows::inserted);
        rows(registry, table, "updated", Rows::updated);
        rows(registry, table, "unchanged", Rows::unchanged);
        rows(registry, table, "skipped", Rows::skipped);
        var tag = new String[] {"table", table.toString()};
        gauge(registry, "reload.drift.rows", seen -> seen.gauges().drift().getOrDefault(table, 0L), tag);
        // 0 and not NaN: no rule could compare that, and a table that was never reloaded would be silent.
        time(
                registry,
                "reload.last.success.timestamp",
                seen -> rows(seen, table).map(Rows::verifiedAt).or(() -> Optional.of(Instant.EPOCH)),
                tag);
        time(
                registry,
                "reload.last.window.end.timestamp",
                seen -> rows(seen, table).map(Rows::verifiedTo),
                tag);
    }

    private void rows(MeterRegistry registry, TableName table, String action, ToDoubleFunction<Rows> value) {
        FunctionCounter.builder(
                        "reload.rows",
                        watch,
                        seen -> value.applyAsDouble(rows(seen.snapshot(), table).orElse(NO_ROWS)))
                .tags("table", table.toString(), "action", action)
                .description(MeterDescriptions.of("reload.rows"))
                .register(registry);
    }

    private static Optional<Rows> rows(Snapshot seen, TableName table) {
        return Optional.ofNullable(seen.totals().rows().get(table));
    }

    private void phases(MeterRegistry registry) {
        for (var phase : Phase.values()) {
            var name = phase.name().toLowerCase(Locale.ROOT);
            FunctionTimer.builder(
                            "reload.phase.duration",
                            watch,
                            seen -> phase(seen, name).ended(),
                            seen -> phase(seen, name).took().toMillis(),
                            TimeUnit.MILLISECONDS)
                    .tag("phase", name)
                    .description(MeterDescriptions.of("reload.phase.duration"))
                    .register(registry);
        }
    }

    private static Totals.Phase phase(LedgerWatch watch, String name) {
        return watch.snapshot().totals().phases().getOrDefault(name, NO_PHASE);
    }

    private void surroundings(MeterRegistry registry) {
        Gauge.builder("reload.build.info", () -> 1)
                .tag("version", Version.text())
                .description(MeterDescriptions.of("reload.build.info"))
                .register(registry);
        gauge(
                registry,
                "reload.source.up",
                seen -> Boolean.TRUE.equals(watches.source().up()) ? 1 : 0);
        gauge(
                registry,
                "reload.target.up",
                seen -> Boolean.TRUE.equals(watches.target().state().up()) ? 1 : 0);
        gauge(registry, "reload.ready", seen -> watches.ready() ? 1 : 0);
        gauge(
                registry,
                "reload.schedule.active",
                seen -> entries.schedule(seen.pauses()).state().equals("active") ? 1 : 0);
        TimeGauge.builder("reload.cdc.latency", watches, TimeUnit.SECONDS, seen -> seen.behind()
                        .map(behind -> behind.toMillis() / 1000.0)
                        .orElse(Double.NaN))
                .description(MeterDescriptions.of("reload.cdc.latency"))
                .register(registry);
        gauge(registry, "reload.folder.active", seen -> entries.watching(seen.pauses()) ? 1 : 0);
        time(registry, "reload.schedule.next.fire.timestamp", seen -> entries.nextFire());
        time(registry, "reload.ledger.read.timestamp", seen -> Optional.ofNullable(seen.at()));
        time(registry, "reload.schedule.paused.timestamp", seen -> seen.pauses().stream()
                .filter(pause -> pause.entry() == Pause.Entry.SCHEDULE)
                .map(Pause::since)
                .findFirst());
    }

    private void gauge(MeterRegistry registry, String name, ToDoubleFunction<Snapshot> value, String... tags) {
        Gauge.builder(name, watch, seen -> value.applyAsDouble(seen.snapshot()))
                .tags(tags)
                .description(MeterDescriptions.of(name))
                .register(registry);
    }

    /** Seconds since 1970; NaN, with which no comparison is true, where it has not happened. */
    private void time(
            MeterRegistry registry, String name, Function<Snapshot, Optional<Instant>> value, String... tags) {
        TimeGauge.builder(name, watch, TimeUnit.SECONDS, seen -> value.apply(seen.snapshot())
                        .map(instant -> instant.toEpochMilli() / 1000.0)
                        .orElse(Double.NaN))
                .tags(tags)
                .description(MeterDescriptions.of(name))
                .register(registry);
    }
}
