package io.windowreload.program;

import io.windowreload.check.Source;
import io.windowreload.drift.Drift.LookedAt;
import io.windowreload.drift.Drift.TableMonth;
import io.windowreload.drift.DriftBook.Seen;
import io.windowreload.drift.DriftKind;
import io.windowreload.drift.DriftSign;
import io.windowreload.reload.Failure;
import io.windowreload.settings.Settings;
import io.windowreload.window.ReloadTable;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tables that a CDC task says are in error: it applies no change of them. Asked of DMS, and of no database. */
final class TableErrors {
    private static final String WHAT = "table statistics of the CDC task";

    /** For who is not to wait for DMS. */
    static final Seen NOT_ASKED =
            new Seen(List.of(), List.of(new LookedAt(WHAT, "not asked here: 'window-reload drift' asks DMS")));

    private TableErrors() {}

    static Seen of(Settings settings, Map<String, String> keys, Clock clock, List<ReloadTable> tables) {
        var tasks = settings.dms().cdcTaskArns();
        if (tasks.isEmpty()) {
            return new Seen(List.of(), List.of(new LookedAt(WHAT, "no CDC task is named")));
        }
        var known = new ArrayList<TableMonth>();
        var looked = new ArrayList<LookedAt>();
        try (var routes = new SourceRoutes(settings, keys, clock)) {
            for (var task : tasks) {
                known.addAll(errors(routes.source(), task, tables));
                looked.add(new LookedAt(tasks.size() == 1 ? WHAT : WHAT + " " + task, null));
            }
        } catch (RuntimeException e) {
            var failure = Failure.of(e);
            looked.add(new LookedAt(WHAT, failure.code() + ": " + failure.detail()));
        }
        return new Seen(known, looked);
    }

    private static List<TableMonth> errors(Source source, String task, List<ReloadTable> tables) {
        var statistics = source.cdcTables(source.cdc(task));
        var errors = new ArrayList<TableMonth>();
        for (var table : tables) {
            statistics.stream()
                    .filter(report -> report.source().equals(table.source()) && report.broken())
                    .forEach(report -> errors.add(new TableMonth(
                            table.target().toString(),
                            null,
                            List.of(new DriftSign(
                                    DriftKind.TABLE_ERROR, null, null, null, report.state(), List.of())))));
        }
        return errors;
    }
}
