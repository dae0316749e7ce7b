package io.windowreload.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.rules.Rule.RowFilter;
import io.windowreload.rules.Rule.RowFilter.Condition;
import io.windowreload.window.TableWindow;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which rows of a table the CDC task has. Its filters are repeated beside the window's own: several filters are AND-ed. Of two filters on one
 * column older engines obey one, so that one on the window column is made a part of the window.
 */
public final class RowsWanted {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<RowFilter> filters;
    private final TableWindow window;

    RowsWanted(List<RowFilter> filters, TableWindow window) {
        this.filters = filters;
        this.window = window;
    }

    /** Whether the CDC task leaves rows out. */
    public boolean filtered() {
        return !filters.isEmpty();
    }

    /** The filters that stand beside any of ours, as the CDC task has them. */
    public List<JsonNode> beside() {
        return filters.stream()
                .filter(filter -> !ofWindow(filter))
                .map(RowFilter::json)
                .toList();
    }

    /** Whether CDC may have rows in whose window column nothing stands: none of its filters is about that. */
    public boolean withoutTime() {
        return filters.stream().noneMatch(this::ofWindow);
    }

    /** All of them, where ours are not about the window. */
    public List<JsonNode> all() {
        return filters.stream().map(RowFilter::json).toList();
    }

    /**
     * All conditions, about columns of the target: those of one filter are OR-ed, filters are AND-ed.
     *
     * @param name what a column of the source is called at the target with its value unchanged; empty where it is not there
     */
    Optional<String> conditions(Function<String, Optional<String>> name) {
        var document = JSON.createArrayNode();
        for (var filter : filters) {
            var column = name.apply(filter.column());
            if (column.isEmpty()) {
                return Optional.empty();
            }
            var anyOf = document.addArray();
            filter.conditions().forEach(condition -> anyOf.addObject()
                    .put("column", column.get())
                    .put("operator", condition.operator())
                    .put("value", condition.value())
                    .put("start", condition.start())
                    .put("end", condition.end()));
        }
        return Optional.of(document.toString());
    }

    /** The window's beginning, or the later one that CDC's rows have. */
    public String from(String start) {
        return ofWindow()
                .map(condition -> switch (condition.operator()) {
                    case "gte", "eq" -> condition.value();
                    case "between" -> condition.start();
                    default -> start;
                })
                .reduce(start, (a, b) -> window.form().compare(a, b) < 0 ? b : a);
    }

    /** The window's end, or the earlier one that CDC's rows have. */
    public String to(String end) {
        return ofWindow()
                .map(condition -> switch (condition.operator()) {
                    case "lte", "ste", "eq" -> condition.value();
                    case "between" -> condition.end();
                    default -> end;
                })
                .reduce(end, (a, b) -> window.form().compare(a, b) > 0 ? b : a);
    }

    private Stream<Condition> ofWindow() {
        return filters.stream().filter(this::ofWindow).map(filter -> filter.conditions()
                .get(0));
    }

    /** Whatever its case: two columns that differ in that alone are not told apart by who asks for one of them. */
    private boolean ofWindow(RowFilter filter) {
        return filter.column().equalsIgnoreCase(window.column());
    }

    /** Why a filter cannot be made a part of a window; empty where it can. */
    Optional<String> unclear() {
        return filters.stream()
                .filter(this::ofWindow)
                .filter(filter -> filter.conditions().size() > 1
                        || !simple(filter.conditions().get(0)))
                .map(filter -> "the filter on the window column " + filter.column() + " is no stretch of time: "
                        + filter.json())
                .findFirst();
    }

    private boolean simple(Condition condition) {
        return switch (condition.operator()) {
            case "notnull" -> true;
            case "gte", "lte", "ste", "eq" -> window.form().reads(condition.value());
            case "between" ->
                window.form().reads(condition.start()) && window.form().reads(condition.end());
            default -> false;
        };
    }
}
