package io.windowreload.local.dms.load;

import static java.util.Comparator.comparingInt;

import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.fault.Faults;
import io.windowreload.local.dms.load.TableLoad.Travel;
import io.windowreload.local.dms.mapping.ParsedMappings;
import io.windowreload.local.dms.mapping.ParsedSettings;
import io.windowreload.local.dms.mapping.SelectionRule;
import io.windowreload.local.dms.mapping.TransformationAction;
import io.windowreload.local.dms.mapping.TransformationRule;
import io.windowreload.local.dms.mapping.TransformationRule.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** From mappings and the source's catalog to the tables that a task loads, those with the highest load order first. */
final class LoadPlan {
    // Known to DMS, not to the emulator: refused aloud when the task starts, for a silent omission would look like
    // success.
    private static final Set<TransformationAction> NOT_EMULATED =
            EnumSet.of(TransformationAction.ADD_COLUMN, TransformationAction.DATA_MASKING_DIGITS_RANDOMIZE);

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

    /** A task that only captures changes moves none of them here, whatever its rules. */
    void refuseNotEmulated() {
        mappings.transformations()
                .filter(rule -> NOT_EMULATED.contains(rule.action()))
                .findFirst()
                .ifPresent(rule -> {
                    throw new LoadException("Rule " + rule.id() + ": the emulator does not do "
                            + rule.action().word());
                });
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
        var rule = mappings.selectionOf(table.schema(), table.name()).orElseThrow();
        var filter = filter(table, rule);
        var segments = Segments.of(
                        table, mappings.settingsOf(table.schema(), table.name()).orElse(null))
                .stream()
                .map(filter::and)
                .toList();
        return new TableLoad(
                table,
                mappings.schemaName(table.schema(), settings.targetSchema()),
                mappings.tableName(table.schema(), table.name()),
                table.columns().stream()
                        .filter(column -> mappings.keeps(table.schema(), table.name(), column.name()))
                        .map(column -> travel(table, column))
                        .toList(),
                segments,
                rule.loadOrder(),
                scope.progress(table.schema(), table.name())
                        .orElseGet(
                                () -> new TableCounters(clock, table.schema(), table.name(), TableState.BEFORE_LOAD)),
                new AtomicInteger(segments.size()));
    }

    private Predicate filter(SourceTable table, SelectionRule rule) {
        return faults.take(FaultKind.IGNORE_FILTERS, table.name())
                .map(fault -> Predicate.ALL)
                .orElseGet(() -> Filters.predicate(table, rule.filters()));
    }

    private Travel travel(SourceTable table, SourceColumn column) {
        return new Travel(
                column,
                mappings.columnName(table.schema(), table.name(), column.name()),
                mappings.ruleFor(Target.COLUMN, table.schema(), table.name(), column.name())
                        .filter(rule -> rule.action() == TransformationAction.CHANGE_DATA_TYPE)
                        .map(TransformationRule::dataType)
                        .orElse(null),
                mappings.ruleFor(Target.COLUMN, table.schema(), table.name(), column.name())
                        .flatMap(Mask::of));
    }
}
