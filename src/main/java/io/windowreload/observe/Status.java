package io.windowreload.observe;

import io.windowreload.ledger.History;
import io.windowreload.ledger.History.Filter;
import io.windowreload.ledger.OpenRun;
import io.windowreload.ledger.Run;
import io.windowreload.observe.StatusDocument.Attention;
import io.windowreload.observe.StatusDocument.Calendar;
import io.windowreload.observe.StatusDocument.Check;
import io.windowreload.observe.StatusDocument.Health;
import io.windowreload.observe.StatusDocument.Limits;
import io.windowreload.observe.StatusDocument.Stale;
import io.windowreload.reload.Operations;
import io.windowreload.reload.RunLine;
import io.windowreload.reload.RunReport;
import io.windowreload.settings.Settings;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.TableName;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** Writes the status document: a fixed number of statements, however much the ledger holds. */
public final class Status {
    private static final int RECENT = 20;
    private static final int ATTENTION = 50;

    private final History history;
    private final Operations operations;
    private final OpenRuns openRuns;
    private final Entries entries;
    private final Watches watches;
    private final Reads reads;
    private final Calendars calendars;
    private final UntilChanged<Calendar> calendar = new UntilChanged<>();
    private final UntilChanged<List<Run>> failed = new UntilChanged<>();
    private final Settings settings;
    private final Clock clock;

    Status(
            History history,
            Operations operations,
            Entries entries,
            Watches watches,
            Reads reads,
            List<TableName> tables,
            Settings settings,
            Clock clock) {
        this.history = history;
        this.operations = operations;
        this.openRuns = new OpenRuns(history);
        this.entries = entries;
        this.watches = watches;
        this.reads = reads;
        this.calendars = new Calendars(history, tables);
        this.settings = settings;
        this.clock = clock;
    }

    /** The document as of now, or the last one that could be read: it says so. */
    public StatusDocument document() {
        var read = reads.read("status", this::read);
        if (read.fresh()) {
            return read.value();
        }
        var now = clock.instant();
        var health = new Health(
                false, Stream.concat(down(read.problem(), now), beside()).toList());
        return read.value().aged(health, new Stale(read.seconds(), read.problem()));
    }

    /** What could not be read is down, whatever was seen last. */
    private static Stream<Check> down(String problem, Instant now) {
        return Stream.of(new Check("target", "down", problem, now));
    }

    private Stream<Check> beside() {
        return watches.checks().stream().filter(check -> !check.name().equals("target"));
    }

    private StatusDocument read() {
        var pauses = operations.pauses();
        var open = history.open();
        var now = clock.instant();
        var month = YearMonth.from(now.atZone(settings.source().zone()));
        var version = history.version();
        return new StatusDocument(
                Version.text(),
                now,
                settings.source().zone().getId(),
                health(open, now),
                entries.schedule(pauses),
                entries.folder(pauses),
                openRuns.views(open),
                attention(open, version),
                calendar.get(List.of(version, month), () -> calendars.upTo(month)),
                history.runs(Filter.newest(RECENT)).stream().map(RunLine::of).toList(),
                limits(),
                null);
    }

    private Limits limits() {
        return new Limits(
                settings.http().readOnly(),
                settings.runs().parallel(),
                settings.requests().maxBytes(),
                settings.merge().undo().toDays());
    }

    private Health health(List<OpenRun> open, Instant now) {
        var stuck = open.stream().filter(OpenRun::stuck).toList();
        var runs = new Check(
                "runs",
                stuck.isEmpty() ? "up" : "down",
                stuck.isEmpty() ? "none is stuck" : stuck.size() + " stuck",
                now);
        return new Health(
                watches.ready(),
                Stream.concat(watches.checks().stream(), Stream.of(runs)).toList());
    }

    private List<Attention> attention(List<OpenRun> open, String version) {
        return Stream.of(
                        illSource(),
                        open.stream().filter(OpenRun::stuck).map(Status::stuck),
                        open.stream()
                                .map(OpenRun::run)
                                .filter(Run::awaitsApproval)
                                .map(Status::unapproved),
                        failed.get(version, () -> history.failed(ATTENTION)).stream()
                                .map(Status::failed))
                .flatMap(Function.identity())
                .toList();
    }

    private Stream<Attention> illSource() {
        var seen = watches.source();
        var code = seen.code();
        return code == null
                ? Stream.empty()
                : Stream.of(new Attention(
                        "source",
                        null,
                        null,
                        null,
                        null,
                        null,
                        code,
                        code.title(),
                        seen.detail(),
                        code.hint(),
                        seen.at(),
                        List.of()));
    }

    private static Attention stuck(OpenRun open) {
        var run = open.run();
        return new Attention(
                "stuck",
                run.id(),
                run.requestId(),
                run.origin(),
                run.of(),
                RunReport.Window.of(run),
                null,
                "Nobody moves this run",
                "it has been due since " + run.dueAt() + " in step " + run.step(),
                "Check that an instance runs 'serve', and read its log.",
                run.dueAt(),
                List.of("cancel"));
    }

    private static Attention unapproved(Run run) {
        return new Attention(
                "approval",
                run.id(),
                run.requestId(),
                run.origin(),
                run.of(),
                RunReport.Window.of(run),
                null,
                "A run waits for approval",
                "it waits for " + run.waiting(),
                "Look at what it is about to do; then approve or cancel it.",
                run.stepStartedAt(),
                List.of("approve", "cancel"));
    }

    private static Attention failed(Run run) {
        var code = run.error() == null ? ErrorCode.INTERNAL : run.error();
        var refused = run.window() == null && run.of() == null && !run.byKeys();
        return new Attention(
                refused ? "refused" : run.state().name().toLowerCase(Locale.ROOT),
                run.id(),
                run.requestId(),
                run.origin(),
                run.of(),
                RunReport.Window.of(run),
                code,
                code.title(),
                run.errorDetail(),
                code.hint(),
                run.finishedAt(),
                refused ? List.of("dismiss") : List.of("retry", "dismiss"));
    }
}
