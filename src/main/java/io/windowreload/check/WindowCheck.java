package io.windowreload.check;

import io.windowreload.db.Db;
import io.windowreload.db.Sql;
import io.windowreload.settings.Settings;
import io.windowreload.staging.Staging;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.TableShape;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What decides about the rows of a window, and what is left to production: zones, window columns, generated columns. */
public final class WindowCheck {
    private static final Sql ZONE = Sql.load("check/time-zone");
    private static final Sql GENERATED = Sql.load("check/generated-columns");

    private final Checklist list;
    private final Db db;
    private final Staging staging;
    private final Settings.Source source;

    public WindowCheck(Checklist list, Db db, Staging staging, Settings.Source source) {
        this.list = list;
        this.db = db;
        this.staging = staging;
        this.source = source;
    }

    public void look(List<ReloadTable> tables) {
        list.look(TargetCheck.AREA, "time zone", () -> known("reload.source.zone", source.zone()));
        source.sessionZone()
                .ifPresent(zone ->
                        list.look(TargetCheck.AREA, "session zone", () -> known("reload.dms.session-zone", zone)));
        for (var table : tables) {
            shape(table).ifPresent(shape -> {
                list.look(TargetCheck.AREA, table.target() + " window", () -> window(shape));
                generated(table);
            });
        }
    }

    /** A table without a shape has been told of already. */
    private Optional<TableShape> shape(ReloadTable table) {
        try {
            return Optional.of(staging.shape(table));
        } catch (ReloadException e) {
            return Optional.empty();
        }
    }

    private CheckAnswer known(String key, ZoneId zone) {
        return zone.normalized() instanceof ZoneOffset
                        || db.queryOne(ZONE, Map.of("zone", zone.getId()), row -> row.flag("known"))
                                .orElseThrow()
                ? CheckAnswer.met(zone + " is known to this server")
                : CheckAnswer.notMet(
                        ErrorCode.SETTINGS_INVALID,
                        key + ": this server knows no time zone " + zone,
                        "Give a name that pg_timezone_names lists, or an offset.");
    }

    private CheckAnswer window(TableShape shape) {
        var column = shape.window().toString();
        if (shape.window().goesOn()) {
            return CheckAnswer.noted(
                    "judged on " + column + " where those before are NULL: rows of all times without "
                            + shape.windowColumn() + " are loaded, and trimmed",
                    "Nothing, if they are few; else an index for the source's optimizer helps.");
        }
        return switch (shape.windowType()) {
            case TIMESTAMP -> CheckAnswer.met("judged on " + column + " as production stores it");
            case NUMBER, TEXT ->
                CheckAnswer.noted(
                        "judged on " + column + "; no row that is written otherwise is found by a filter",
                        "Nothing, if the source writes it so in every row.");
            case NONE ->
                CheckAnswer.noted(
                        "all rows are loaded and compared, whatever the window", "Nothing, for a table of few rows.");
            case DATE ->
                CheckAnswer.noted(
                        column + " is a date: windows on it begin and end at midnight", "Ask for whole days.");
            case TIMESTAMPTZ ->
                source.sessionZone()
                        .map(zone -> CheckAnswer.met(column + " is read in " + zone + ", the zone of DMS's session"))
                        .orElseGet(() -> CheckAnswer.noted(
                                column
                                        + " is a timestamptz: from each load it is found out in which zone DMS's session reads it",
                                "To be sure of rare rows, set reload.dms.session-zone."));
        };
    }

    private void generated(ReloadTable table) {
        var columns = db.query(
                GENERATED,
                Map.of(
                        "schema",
                        table.target().schema(),
                        "table",
                        table.target().name()),
                row -> row.text("name"));
        if (!columns.isEmpty()) {
            list.look(
                    TargetCheck.AREA,
                    table.target() + " generated",
                    () -> CheckAnswer.noted(
                            String.join(", ", columns) + ": computed by production from its other columns",
                            "What the source has in columns of these names is neither loaded nor compared."));
        }
    }
}
