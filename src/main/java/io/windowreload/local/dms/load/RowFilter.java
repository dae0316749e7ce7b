package io.windowreload.local.dms.load;

import io.windowreload.local.dms.mapping.SourceFilter;
import io.windowreload.local.dms.mapping.SourceFilter.Condition;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;

/** Source filters over a changed row: what {@link Filters} lets the source decide in a load. */
record RowFilter(SourceTable table, List<SourceFilter> filters, SourceTexts texts) {

    boolean passes(Map<String, String> row) {
        return filters.stream().allMatch(filter -> passes(filter, row));
    }

    private boolean passes(SourceFilter filter, Map<String, String> row) {
        var column = table.column(filter.column())
                .orElseThrow(() -> new LoadException("Filter column " + filter.column() + " does not exist in table "
                        + table.schema() + "." + table.name()));
        if (!row.containsKey(column.name())) {
            return false;
        }
        var value = texts.value(column, row.get(column.name()));
        return filter.conditions().stream().anyMatch(condition -> holds(column, condition, value));
    }

    private static boolean holds(SourceColumn column, Condition condition, Object value) {
        var operands = condition.values().stream()
                .map(text -> Literals.value(column, text))
                .toList();
        return switch (condition.operator()) {
            case NULL -> value == null;
            case NOTNULL -> value != null;
            case EQ -> value != null && order(value, operands.get(0)) == 0;
            case NOTEQ -> value != null && order(value, operands.get(0)) != 0;
            case LTE, STE -> value != null && order(value, operands.get(0)) <= 0;
            case GTE -> value != null && order(value, operands.get(0)) >= 0;
            case BETWEEN -> value != null && between(value, operands);
            case NOTBETWEEN -> value != null && !between(value, operands);
        };
    }

    private static boolean between(Object value, List<Object> ends) {
        return order(value, ends.get(0)) >= 0 && order(value, ends.get(1)) <= 0;
    }

    private static int order(Object value, Object operand) {
        if (value instanceof LocalDateTime time && operand instanceof LocalDateTime other) {
            return time.compareTo(other);
        }
        if (value instanceof LocalDate date && operand instanceof LocalDate other) {
            return date.compareTo(other);
        }
        if (value instanceof Number && operand instanceof BigDecimal other) {
            return new BigDecimal(value.toString()).compareTo(other);
        }
        return Texts.of(value).compareTo(Texts.of(operand));
    }
}
