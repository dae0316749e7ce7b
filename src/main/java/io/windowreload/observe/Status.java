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
    private final SourceWatch source;
    private final Calendars calendars;
    private final UntilChanged<Calendar> calendar = new UntilChanged<>();
    private final UntilChanged<List<Run>> failed = new UntilChanged<>();
    private final Settings settings;
    private final Clock clock;

    Status(
            History history,
            Operations operations,
            Entries entries,
            SourceWatch source,
            List<TableName> tables,
            Settings settings,
            Clock clock) {
        this.history = history;
        this.operations = operations;
        this.openRuns = new OpenRuns(history);
        this.entries = entries;
        this.source = source;
        this.calendars = new Calendars(history, tables);
        this.settings = settings;
        this.clock = clock;
    }

    /** The document as of now. */
    public StatusDocument document() {
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
                limits());
    }

    private Limits limits() {
        return new Limits(
                settings.http().readOnly(),
                settings.runs().parallel(),
                settings.requests().maxBytes(),
                settings.merge().undo().toDays());
    }

    /** The target has answered, or this document would not be: only the source can keep a run from beginning. */
    private Health health(List<OpenRun> open, Instant now) {
        var stuck = open.stream().filter(OpenRun::stuck).toList();
        var seen = source.state();
        var sourceState = seen.up() == null ? "unknown" : seen.up() ? "up" : "down";
        return new Health(
                !sourceState.equals("down"),
                List.of(
                        new Check("target", "up", "PostgreSQL answers", now),
                        new Check("source", sourceState, seen.detail(), seen.at()),
                        new Check(
                                "runs",
                                stuck.isEmpty() ? "up" : "down",
                                stuck.isEmpty() ? "none is stuck" : stuck.size() + " stuck",
                                now)));
    }

    private List<Attention> attention(List<OpenRun> open, String version) {
        return Stream.of(
                        illSource(),
                        open.stream().filter(OpenRun::stuck).map(Status::stuck),
                        failed.get(version, () -> history.failed(ATTENTION)).stream()
                                .map(Status::failed))
                .flatMap(Function.identity())
                .toList();
    }

    private Stream<Attention> illSource() {
        var seen = source.state();
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

    private static Attention failed(Run run) {
        var code = run.error() == null ? ErrorCode.INTERNAL : run.error();
        var refused = run.window() == null && run.of() == null;
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
