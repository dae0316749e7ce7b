package io.windowreload.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.window.KeyRange;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.TableName;
import io.windowreload.window.TableShape;
import io.windowreload.window.TableWindow;
import io.windowreload.window.TimeWindow;
import io.windowreload.window.WindowForm;
import io.windowreload.window.WindowType;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class TaskPlanTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TimeWindow JANUARY = TimeWindow.month(YearMonth.of(2025, 1), ZoneId.of("Europe/Berlin"));

    private final TaskPlan plan = TaskPlan.of(
            "window-reload-abc-r7",
            7,
            "2025-01-outage",
            JANUARY,
            List.of(
                    shape("SOURCE_SCHEMA", "CUSTOMERS", "production", "customers", "customer_id", "updated_at"),
                    shape("OTHER", "ORDER_X", "sales", "order \"x\"", "Order Id", "updated_at")),
            Optional.empty(),
            new TaskSettings(4, 64));

    private static TableShape shape(String schema, String name, String targetSchema, String target, String... columns) {
        var table = new ReloadTable(
                new TableName(schema, name), new TableName(targetSchema, target), "UPDATED_AT", List.of());
        return new TableShape(table, List.of(columns), List.of(columns[0]), "updated_at", WindowType.TIMESTAMP);
    }

    private List<JsonNode> rules(String type) throws Exception {
        var rules = JSON.readTree(plan.tableMappings()).get("rules");
        return StreamSupport.stream(rules.spliterator(), false)
                .filter(rule -> rule.get("rule-type").asText().equals(type))
                .toList();
    }

    @Test
    void each_table_is_selected_by_exactly_one_between_of_the_window() throws Exception {
        assertThat(rules("selection")).hasSize(2).allSatisfy(rule -> {
            var filters = rule.get("filters");
            assertThat(filters).hasSize(1);
            assertThat(filters.get(0).get("column-name").asText()).isEqualTo("UPDATED_AT");
            assertThat(filters.get(0).get("filter-conditions"))
                    .hasToString(
                            "[{\"filter-operator\":\"between\",\"start-value\":\"2024-12-31 23:59:59\",\"end-value\":\"2025-02-01 00:00:00\"}]");
        });
    }

    private static String filters(TableWindow window, WindowType type) throws Exception {
        var table = new ReloadTable(
                new TableName("S", "T"),
                new TableName("production", "t"),
                window,
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                "");
        var shape = new TableShape(table, List.of("id", "u", "c"), List.of("id"), window, type);
        var january = TimeWindow.month(YearMonth.of(2025, 1), ZoneId.of("UTC"));
        var plan = TaskPlan.of("x", 1, "r", january, List.of(shape), Optional.empty(), new TaskSettings(4, 64));
        return JSON.readTree(plan.tableMappings()).at("/rules/0/filters").toString();
    }

    @Test
    void rows_without_the_first_of_several_times_are_loaded_too_for_no_filter_can_tell_which_are_meant()
            throws Exception {
        assertThat(filters(new TableWindow(List.of("U", "C"), WindowForm.TIME), WindowType.TIMESTAMP))
                .isEqualTo("[{\"filter-type\":\"source\",\"column-name\":\"U\",\"filter-conditions\":["
                        + "{\"filter-operator\":\"between\",\"start-value\":\"2024-12-31 23:59:59\",\"end-value\":\"2025-02-01 00:00:00\"},"
                        + "{\"filter-operator\":\"null\"}]}]");
    }

    @Test
    void a_number_is_asked_for_as_a_number_and_a_whole_table_without_a_filter() throws Exception {
        assertThat(filters(new TableWindow(List.of("U"), WindowForm.of("epoch-seconds")), WindowType.NUMBER))
                .contains(
                        "{\"filter-operator\":\"between\",\"start-value\":\"1735686000\",\"end-value\":\"1738371600\"}");
        assertThat(filters(TableWindow.WHOLE, WindowType.NONE)).isEqualTo("[]");
    }

    @Test
    void rule_ids_are_unique_and_odd_column_names_win_over_the_lower_case_rule() throws Exception {
        var all = JSON.readTree(plan.tableMappings()).get("rules").findValuesAsText("rule-id");
        assertThat(all).doesNotHaveDuplicates();

        var columns = rules("transformation").stream()
                .filter(rule -> rule.get("rule-target").asText().equals("column"))
                .filter(rule -> rule.at("/object-locator/table-name").asText().equals("ORDER[_]X"))
                .toList();
        assertThat(columns).hasSize(2);
        assertThat(columns.get(0).get("value").asText()).isEqualTo("Order Id");
        assertThat(columns.get(0).at("/object-locator/column-name").asText()).isEqualTo("ORDER ID");
        assertThat(columns.get(0).get("rule-id").asInt())
                .isLessThan(columns.get(1).get("rule-id").asInt());
    }

    @Test
    void names_are_taken_as_they_are_in_locators_and_as_the_registry_spells_them_in_filters() throws Exception {
        var table = new ReloadTable(
                new TableName("S_1", "A%[B]\""),
                new TableName("production", "t"),
                "When_",
                List.of("Id", "größe", "UP", "b"));
        var shape = new TableShape(
                table, List.of("id", "größe", "Up", "b", "when_"), List.of("id", "b"), "when_", WindowType.DATE);
        var keys = Map.of(shape, List.of(new KeyRange("id", "1", "9"), new KeyRange("b", "2", "2")));
        var mappings = JSON.readTree(TaskPlan.of("x", 1, "r", keys, Optional.empty(), new TaskSettings(4, 64))
                .tableMappings());

        assertThat(mappings.findValuesAsText("schema-name")).containsOnly("S[_]1");
        assertThat(mappings.findValuesAsText("table-name")).containsOnly("A[%][[]B]\"");
        assertThat(mappings.at("/rules/0/filters").findValuesAsText("column-name"))
                .containsExactly("Id", "B");
        assertThat(mappings.at("/rules/0/filters").findValuesAsText("filter-operator"))
                .containsExactly("between", "eq");
        assertThat(mappings.findValuesAsText("rule-name")).allMatch(name -> name.matches("[A-Za-z0-9._ -]{1,100}"));
        assertThat(StreamSupport.stream(mappings.get("rules").spliterator(), false)
                        .filter(rule -> rule.path("rule-target").asText().equals("column")
                                && rule.path("rule-action").asText().equals("rename"))
                        .map(rule -> rule.at("/object-locator/column-name").asText() + ">"
                                + rule.get("value").asText()))
                .containsExactly("GRÖßE>größe", "UP>Up");
    }

    @Test
    void every_source_schema_becomes_staging_and_every_table_the_target_s_name() throws Exception {
        assertThat(rules("transformation"))
                .filteredOn(rule -> rule.get("rule-target").asText().equals("schema"))
                .extracting(rule -> rule.at("/object-locator/schema-name").asText() + ">"
                        + rule.get("value").asText())
                .containsExactly("SOURCE[_]SCHEMA>staging", "OTHER>staging");
        assertThat(rules("transformation"))
                .filteredOn(rule -> rule.get("rule-target").asText().equals("table"))
                .extracting(rule -> rule.get("value").asText())
                .containsExactly("customers", "order \"x\"");
    }

    @Test
    void settings_stop_the_task_on_bad_rows_truncation_and_table_errors() throws Exception {
        var settings = JSON.readTree(plan.settings());

        assertThat(settings.at("/ErrorBehavior/DataErrorPolicy").asText()).isEqualTo("STOP_TASK");
        assertThat(settings.at("/ErrorBehavior/DataTruncationErrorPolicy").asText())
                .isEqualTo("STOP_TASK");
        assertThat(settings.at("/ErrorBehavior/TableErrorPolicy").asText()).isEqualTo("STOP_TASK");
        // DMS would go on in rows that are there already; a run makes a new task in emptied staging.
        assertThat(settings.at("/ErrorBehavior/RecoverableErrorCount").asInt(-1))
                .isZero();
        assertThat(settings.at("/FullLoadSettings/TargetTablePrepMode").asText())
                .isEqualTo("DO_NOTHING");
        assertThat(settings.at("/FullLoadSettings/MaxFullLoadSubTasks").asInt()).isEqualTo(4);
        assertThat(settings.at("/TargetMetadata/LobMaxSize").asInt()).isEqualTo(64);
        assertThat(settings.has("OracleSettings")).isFalse();
    }

    @Test
    void tags_carry_the_same_window_in_the_alphabet_of_dms() {
        assertThat(plan.tags())
                .containsEntry("Window", "2025-01-01T00:00/2025-02-01T00:00")
                .containsEntry("Run", "7")
                .allSatisfy((key, value) -> assertThat(value).matches("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-]*"));
    }

    @Test
    void columns_that_only_the_source_has_are_taken_out_before_any_rule_for_all_columns() throws Exception {
        var table = new ReloadTable(
                new TableName("S", "T"),
                new TableName("production", "t"),
                "UPDATED_AT",
                List.of("id", "updated_at"),
                List.of("OLD_ID", "Total"));
        var shape =
                new TableShape(table, List.of("id", "updated_at"), List.of("id"), "updated_at", WindowType.TIMESTAMP);
        var mappings = TaskPlan.of("x", 1, "r", JANUARY, List.of(shape), Optional.empty(), new TaskSettings(4, 64))
                .tableMappings();

        var columns = StreamSupport.stream(JSON.readTree(mappings).get("rules").spliterator(), false)
                .filter(rule -> rule.path("rule-target").asText().equals("column"))
                .map(rule -> rule.get("rule-action").asText() + " "
                        + rule.get("object-locator").get("column-name").asText())
                .toList();

        assertThat(columns).containsExactly("remove-column OLD[_]ID", "remove-column Total", "convert-lowercase %");
    }
}
