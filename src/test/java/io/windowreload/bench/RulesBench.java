package io.windowreload.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.windowreload.plan.TaskPlan;
import io.windowreload.rules.TaskRules;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.TableName;
import io.windowreload.window.TableShape;
import io.windowreload.window.WindowType;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How much processor time it takes to evaluate a CDC task's mappings for many tables, and to write those of a load. It prints, and asserts nothing:
 * {@code mvn -Pbench -Dtest=RulesBench -Dbench.tables=500 -Dbench.columns=10 test}.
 */
class RulesBench {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Of this thread, so that other programs of the machine do not count. */
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    private static final int TABLES = Integer.getInteger("bench.tables", 500);
    private static final int COLUMNS = Integer.getInteger("bench.columns", 10);
    private static final int TURNS = Integer.getInteger("bench.repetitions", 7);

    @Test
    void evaluate() {
        for (var style : List.of("general", "each")) {
            var mappings = mappings(style.equals("each"));
            var shapes = IntStream.range(0, TABLES).mapToObj(RulesBench::shape).toList();
            for (var turn = 1; turn <= TURNS; turn++) {
                var start = CLOCK.getCurrentThreadCpuTime();
                var rules = TaskRules.of(mappings, "{}").orElseThrow();
                var read = CLOCK.getCurrentThreadCpuTime();
                shapes.forEach(rules::repeat);
                var evaluated = CLOCK.getCurrentThreadCpuTime();
                TaskPlan.rehearse(shapes, rules);
                var written = CLOCK.getCurrentThreadCpuTime();
                System.out.printf(
                        "%s rules, turn %d: %d tables, %d columns, %d KB of mappings: read %d ms, evaluated %d ms, a load's mappings written"
                                + " and confirmed %d ms%n",
                        style,
                        turn,
                        TABLES,
                        TABLES * COLUMNS,
                        mappings.length() / 1024,
                        millis(start, read),
                        millis(read, evaluated),
                        millis(evaluated, written));
            }
        }
    }

    private static long millis(long from, long to) {
        return Duration.ofNanos(to - from).toMillis();
    }

    /** Rules with wildcards alone; or beside them one for each table and one for each column. */
    private static String mappings(boolean each) {
        var document = JSON.createObjectNode();
        var rules = document.putArray("rules");
        rule(rules, "selection", "include", null, "%", null, null);
        rule(rules, "transformation", "rename", "schema", null, null, "crm");
        if (each) {
            for (var table = 0; table < TABLES; table++) {
                rule(rules, "transformation", "rename", "table", "TABLE" + table, null, "table" + table);
                for (var column = 0; column < COLUMNS; column++) {
                    rule(rules, "transformation", "rename", "column", "TABLE" + table, "C" + column, "c" + column);
                }
            }
        }
        rule(rules, "transformation", "convert-lowercase", "table", "%", null, null);
        rule(rules, "transformation", "convert-lowercase", "column", "%", "%", null);
        return document.toString();
    }

    private static void rule(
            ArrayNode rules, String type, String action, String target, String table, String column, String value) {
        var id = Integer.toString(rules.size() + 1);
        var rule = rules.addObject()
                .put("rule-type", type)
                .put("rule-id", id)
                .put("rule-name", id)
                .put("rule-action", action);
        if (target != null) {
            rule.put("rule-target", target);
        }
        if (value != null) {
            rule.put("value", value);
        }
        var locator = rule.putObject("object-locator").put("schema-name", "SHOP");
        if (table != null) {
            locator.put("table-name", table);
        }
        if (column != null) {
            locator.put("column-name", column);
        }
    }

    private static TableShape shape(int number) {
        var columns = new ArrayList<String>();
        IntStream.range(0, COLUMNS).forEach(column -> columns.add("c" + column));
        var table = new ReloadTable(
                new TableName("SHOP", "TABLE" + number), new TableName("crm", "table" + number), "C1", columns);
        return new TableShape(table, columns, List.of("c0"), "c1", WindowType.TIMESTAMP);
    }
}
