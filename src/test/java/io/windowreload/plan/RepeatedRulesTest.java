package io.windowreload.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.rules.TaskRules;
import io.windowreload.window.KeyRange;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.TableName;
import io.windowreload.window.TableShape;
import io.windowreload.window.TimeWindow;
import io.windowreload.window.WindowType;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The mappings of a reload, where the CDC task has rules. */
class RepeatedRulesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TimeWindow JANUARY = TimeWindow.month(YearMonth.of(2025, 1), ZoneId.of("UTC"));
    private static final String LOWER = rule(30, "convert-lowercase", "table", "S", "%", null, null) + ","
            + rule(40, "convert-lowercase", "column", "S", "%", "%", null);
    private static final String INCLUDE = selection(10, "include", "S", "%", "");

    private static String selection(int id, String action, String schema, String table, String filters) {
        return ("{'rule-type':'selection','rule-id':'%d','rule-name':'%d','rule-action':'%s','object-locator':"
                        + "{'schema-name':'%s','table-name':'%s'},'filters':[%s]}")
                .formatted(id, id, action, schema, table, filters)
                .replace('\'', '"');
    }

    private static String rule(
            int id, String action, String target, String schema, String table, String column, String value) {
        return ("{'rule-type':'transformation','rule-id':'%d','rule-action':'%s','rule-target':'%s','object-locator':"
                        + "{'schema-name':'%s'%s%s},'old-value':null%s}")
                .formatted(
                        id,
                        action,
                        target,
                        schema,
                        table == null ? "" : ",'table-name':'" + table + "'",
                        column == null ? "" : ",'column-name':'" + column + "'",
                        value == null ? "" : ",'value':'" + value + "'")
                .replace('\'', '"');
    }

    private static Optional<TaskRules> rules(String... rules) {
        return TaskRules.of(
                "{\"rules\":[" + String.join(",", rules) + "]}", "{\"TargetMetadata\":{\"TargetSchema\":\"live\"}}");
    }

    private static TableShape shape(String name, List<String> ignore, String... columns) {
        var table = new ReloadTable(
                new TableName("S", name.toUpperCase(Locale.ROOT)),
                new TableName("live", name),
                "CHANGED",
                List.of(),
                ignore);
        return new TableShape(
                table,
                Stream.concat(Stream.of(columns), Stream.of("changed")).toList(),
                List.of(columns[0]),
                "changed",
                WindowType.TIMESTAMP);
    }

    private static List<JsonNode> made(Optional<TaskRules> cdc, TableShape... shapes) throws Exception {
        var plan = TaskPlan.of("x", 1, "r", JANUARY, List.of(shapes), cdc, new TaskSettings(4, 64));
        return nodes(plan);
    }

    private static List<JsonNode> nodes(TaskPlan plan) throws Exception {
        var rules = new ArrayList<JsonNode>();
        JSON.readTree(plan.tableMappings()).get("rules").forEach(rules::add);
        assertThat(rules.stream().map(rule -> rule.get("rule-id").asText())).doesNotHaveDuplicates();
        return rules;
    }

    private static List<JsonNode> of(List<JsonNode> rules, String action) {
        return rules.stream()
                .filter(rule -> rule.get("rule-action").asText().equals(action))
                .toList();
    }

    @Test
    void rules_for_tables_and_columns_keep_text_and_id_and_ours_come_above() throws Exception {
        var rename = rule(20, "rename", "column", "S", "ORDERS", "NM", "name");
        var registered = new ReloadTable(
                new TableName("S", "ORDERS"),
                new TableName("live", "orders"),
                "CHANGED",
                List.of(),
                List.of(),
                List.of(),
                Map.of("NM", "name"));
        var shape = new TableShape(
                registered, List.of("id", "name", "changed"), List.of("id"), "changed", WindowType.TIMESTAMP);

        var rules = made(rules(INCLUDE, rule(15, "rename", "schema", "S", null, null, "live"), rename, LOWER), shape);

        assertThat(of(rules, "rename")).hasSize(2);
        assertThat(of(rules, "rename").get(1).get("rule-id").asText()).isEqualTo("20");
        assertThat(of(rules, "rename").get(1).get("value").asText()).isEqualTo("name");
        assertThat(of(rules, "rename").get(1).has("old-value")).isFalse();
        assertThat(of(rules, "rename").get(0).get("value").asText()).isEqualTo("staging");
        assertThat(of(rules, "rename").get(0).get("rule-id").asInt()).isGreaterThan(40);
        assertThat(of(rules, "convert-lowercase").stream()
                        .map(rule -> rule.get("rule-target").asText()))
                .containsExactly("table", "column");
        assertThat(of(rules, "include")).singleElement().satisfies(include -> {
            assertThat(include.at("/object-locator/table-name").asText()).isEqualTo("ORDERS");
            assertThat(include.get("rule-id").asInt()).isGreaterThan(40);
        });
    }

    /** Two schemas have a table of one name: the rules that name tables give way to one name for each. */
    @Test
    void a_table_with_a_name_of_its_own_in_staging_is_named_so_and_its_columns_go_by_the_rules() throws Exception {
        var shape = shape("orders", List.of(), "id");
        var apart = new TableShape(
                shape.table().stagedAs("live_orders"), shape.columns(), shape.key(), "changed", WindowType.TIMESTAMP);

        var rules = made(rules(INCLUDE, rule(15, "rename", "schema", "S", null, null, "live"), LOWER), apart);

        assertThat(of(rules, "rename").stream()
                        .map(rule -> rule.get("rule-target").asText() + " "
                                + rule.get("value").asText()))
                .containsExactlyInAnyOrder("schema staging", "table live_orders");
        assertThat(of(rules, "convert-lowercase").stream()
                        .map(rule -> rule.get("rule-target").asText()))
                .containsExactly("column");
    }

    @Test
    void filters_of_the_cdc_task_stand_beside_the_window_s_and_the_keys_and_excludes_stay() throws Exception {
        var filter =
                "{'filter-type':'source','column-name':'REGION','filter-conditions':[{'filter-operator':'eq','value':'N'}]}"
                        .replace('\'', '"');
        var cdc = rules(
                selection(10, "include", "S", "ORDERS", filter), selection(11, "exclude", "S", "TMP%", ""), LOWER);
        var shape = shape("orders", List.of(), "id", "region");

        var window = made(cdc, shape);
        var keys = nodes(TaskPlan.of(
                "x", 1, "r", Map.of(shape, List.of(new KeyRange("id", "1", "5"))), cdc, new TaskSettings(4, 64)));

        for (var rules : List.of(window, keys)) {
            var filters = of(rules, "include").get(0).get("filters");
            assertThat(filters).hasSize(2);
            assertThat(filters.get(1)).isEqualTo(JSON.readTree(filter));
            assertThat(of(rules, "exclude")).singleElement().satisfies(exclude -> assertThat(
                            exclude.at("/object-locator/table-name").asText())
                    .isEqualTo("TMP%"));
        }
        assertThat(of(window, "include")
                        .get(0)
                        .at("/filters/0/filter-conditions/0/filter-operator")
                        .asText())
                .isEqualTo("between");
    }

    @Test
    void a_task_that_only_selects_leaves_names_to_tables_json() throws Exception {
        var shape = shape("orders", List.of(), "id");
        var without = TaskPlan.of("x", 1, "r", JANUARY, List.of(shape), Optional.empty(), new TaskSettings(4, 64));
        var with = TaskPlan.of("x", 1, "r", JANUARY, List.of(shape), rules(INCLUDE), new TaskSettings(4, 64));

        assertThat(with.tableMappings()).isEqualTo(without.tableMappings());
    }

    @Test
    void what_tables_json_ignores_is_taken_out_before_any_rule_of_the_cdc_task() throws Exception {
        var rules = made(rules(INCLUDE, LOWER), shape("orders", List.of("LEGACY"), "id"));

        var removal = of(rules, "remove-column");
        assertThat(removal).singleElement().satisfies(rule -> {
            assertThat(rule.at("/object-locator/column-name").asText()).isEqualTo("LEGACY");
            assertThat(rule.get("rule-id").asText()).isEqualTo("1");
        });
        assertThat(of(rules, "convert-lowercase").stream()
                        .map(rule -> rule.get("rule-id").asText()))
                .containsExactly("31", "41");
    }

    @Test
    void a_column_that_only_one_of_two_tables_takes_is_added_to_that_one() throws Exception {
        var adding = rule(35, "add-column", "column", "S", "%", null, "origin")
                .replaceFirst("\"old-value\":null", "\"expression\":\"'x'\"");

        var rules = made(
                rules(INCLUDE, LOWER, adding),
                shape("orders", List.of(), "id", "origin"),
                shape("items", List.of(), "id"));

        assertThat(of(rules, "add-column")).singleElement().satisfies(rule -> {
            assertThat(rule.at("/object-locator/table-name").asText()).isEqualTo("ORDERS");
            assertThat(rule.get("expression").asText()).isEqualTo("'x'");
        });
        assertThat(rules.stream().map(rule -> rule.get("rule-name").asText()))
                .allSatisfy(name -> assertThat(name).isNotBlank());
    }

    @Test
    void nothing_is_made_of_rules_that_do_not_fit() {
        assertThatThrownBy(() -> made(rules(INCLUDE, LOWER), shape("orders", List.of(), "Id")))
                .hasMessageContaining("S.ORDERS");
    }
}
