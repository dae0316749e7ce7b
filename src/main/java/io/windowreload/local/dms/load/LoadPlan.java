package io.windowreload.local.dms.load;

import static java.util.Comparator.comparingInt;

import io.windowreload.local.dms.expression.ExpressionException;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.fault.Faults;
import io.windowreload.local.dms.load.RowShape.Travel;
import io.windowreload.local.dms.mapping.ColumnAddress;
import io.windowreload.local.dms.mapping.ParsedMappings;
import io.windowreload.local.dms.mapping.ParsedSettings;
import io.windowreload.local.dms.mapping.SelectionRule;
import io.windowreload.local.dms.mapping.TransformationAction;
import io.windowreload.local.dms.mapping.TransformationRule;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** From mappings and the source's catalog to the tables that a task loads, those with the highest load order first. */
final class LoadPlan {
    private final ParsedMappings mappings;
    private final ParsedSettings settings;
    private final LoadScope scope;
    private final Faults faults;
    private final Clock clock;

    LoadPlan(ParsedMappings mappings, ParsedSettings settings, LoadScope scope, Faults faults, Clock clock) {
        this.mappings = mappings;
        this.settings = settings;
        this.scope = scope;
        this.faults = faults;
        this.clock = clock;
    }

    List<TableLoad> tables(Connection source) throws SQLException {
        return new SourceCatalog(source)
                .selected(mappings).stream()
                        .filter(table -> scope.takes(table.schema(), table.name()))
                        .map(this::load)
                        .sorted(comparingInt(TableLoad::loadOrder).reversed())
                        .toList();
    }

    /** What the mappings name outright and the source does not have. */
    List<TableCounters> missing(List<TableLoad> found) {
        return mappings.inclusions().stream()
                .filter(rule -> scope.takes(
                        rule.locator().schema().literal(),
                        rule.locator().table().literal()))
                .filter(rule -> rule.locator().namesOneTable() && scope.only().isEmpty())
                .filter(rule -> found.stream().noneMatch(load -> rule.locator()
                        .matchesTable(load.source().schema(), load.source().name())))
                .map(rule -> new TableCounters(
                        clock,
                        rule.locator().schema().literal(),
                        rule.locator().table().literal(),
                        TableState.DOES_NOT_EXIST))
                .toList();
    }

    private TableLoad load(SourceTable table) {
        var rule =
                mappings.selectionOf(table.schema(), table.name(), table.view()).orElseThrow();
        var filter = filter(table, rule);
        var own = mappings.settingsOf(table.schema(), table.name());
        var segments =
                Segments.of(table, own.orElse(null)).stream().map(filter::and).toList();
        return new TableLoad(
                table,
                mappings.schemaName(table.schema(), settings.targetSchema()),
                mappings.tableName(table.schema(), table.name()),
                shape(table),
                LobMode.of(settings, own),
                mappings.keyOf(table.schema(), table.name()),
                segments,
                rule.loadOrder(),
                scope.progress(table.schema(), table.name())
                        .orElseGet(
                                () -> new TableCounters(clock, table.schema(), table.name(), TableState.BEFORE_LOAD)),
                new AtomicInteger(segments.size()));
    }

    CapturedTable captured(TableLoad load, int numberScale) {
        var table = load.source();
        var filters = mappings.selectionOf(table.schema(), table.name(), false)
                .orElseThrow()
                .filters();
        var texts = new SourceTexts(settings.characterReplacements(), numberScale);
        return new CapturedTable(load, new RowFilter(table, filters, texts), texts);
    }

    private Predicate filter(SourceTable table, SelectionRule rule) {
        return faults.take(FaultKind.IGNORE_FILTERS, table.name())
                .map(fault -> Predicate.ALL)
                .orElseGet(() -> Filters.predicate(table, rule.filters()));
    }

    private RowShape shape(SourceTable table) {
        try {
            return RowShape.of(
                    table,
                    table.columns().stream()
                            .filter(column -> mappings.keeps(address(table, column)))
                            .map(column -> travel(table, column))
                            .toList(),
                    mappings.added(table.schema(), table.name()).stream()
                            .map(AddedColumn::of)
                            .toList());
        } catch (ExpressionException e) {
            throw new LoadException(e.getMessage());
        }
    }

    private Travel travel(SourceTable table, SourceColumn column) {
        var address = address(table, column);
        return new Travel(
                column,
                mappings.columnName(address),
                mappings.ruleFor(address)
                        .filter(rule -> rule.action() == TransformationAction.CHANGE_DATA_TYPE)
                        .map(TransformationRule::dataType)
                        .orElse(null),
                mappings.maskOf(address).flatMap(rule -> Mask.of(rule, settings.maskingErrors())));
    }

    private static ColumnAddress address(SourceTable table, SourceColumn column) {
        return new ColumnAddress(table.schema(), table.name(), column.name(), column.dmsType());
    }
}
