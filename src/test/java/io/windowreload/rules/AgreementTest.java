package io.windowreload.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.local.dms.EmulatorOptions;
import io.windowreload.local.dms.load.JdbcAddress;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.TableName;
import io.windowreload.window.TableShape;
import io.windowreload.window.WindowType;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reload repeats of a CDC task's rules, and what it refuses. */
class AgreementTest {
    private static final TableName CUSTOMERS = new TableName("SHOP", "CUSTOMERS");
    private static final String LOWER = "1 include - SHOP.%|2 rename schema SHOP live|3 convert-lowercase table SHOP.%";

    private static TaskRules rules(String... lines) {
        return rulesOf(ShapesTest.document(Stream.of(lines)
                .flatMap(line -> Arrays.stream(line.split("\\|(?=\\d)")))
                .toList()));
    }

    private static TaskRules rulesOf(String document) {
        return TaskRules.of(document, "{}").orElseThrow();
    }

    /** A table of production with these columns, the first of which is its key, and {@code updated}. */
    private static TableShape shape(ReloadTable table, String... columns) {
        var all = Stream.concat(Stream.of(columns), Stream.of("updated")).toList();
        return new TableShape(table, all, List.of(all.get(0)), "updated", WindowType.TIMESTAMP);
    }

    private static ReloadTable table(Map<String, String> rename, String... columns) {
        return new ReloadTable(
                CUSTOMERS,
                new TableName("live", "customers"),
                "UPDATED",
                List.of(columns),
                List.of(),
                List.of(),
                rename);
    }

    private static ReloadTable ignoring(String... ignored) {
        return new ReloadTable(CUSTOMERS, new TableName("live", "customers"), "UPDATED", List.of(), List.of(ignored));
    }

    private static void refused(TaskRules rules, TableShape shape, String... words) {
        assertThatThrownBy(() -> rules.repeat(shape)).isInstanceOfSatisfying(ReloadException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(ErrorCode.CDC_RULES_DIFFER);
            assertThat(refusal.detail()).contains(words);
        });
    }

    @Test
    void what_all_readings_agree_on_is_repeated() {
        var repetition =
                rules(LOWER, "4 convert-lowercase column SHOP.%.%").repeat(shape(table(Map.of()), "id", "name"));

        assertThat(repetition.readings()).containsExactly(Reading.values());
        assertThat(repetition.without()).isEmpty();
    }

    @Test
    void a_table_that_no_rule_selects_any_more_is_refused_by_name() {
        refused(rules("1 include - SHOP.ORDERS"), shape(table(Map.of()), "id"), "SHOP.CUSTOMERS", "selects it");
        refused(rules("1 include - SHOP.%|2 exclude - SHOP.CUST%"), shape(table(Map.of()), "id"), "SHOP.CUSTOMERS");
    }

    @Test
    void another_schema_another_name_or_another_column_is_refused_with_the_rule() {
        refused(
                rules(
                        "1 include - SHOP.%|2 rename schema SHOP dead|3 convert-lowercase table %.%|4 convert-lowercase column %.%.%"),
                shape(table(Map.of()), "id"),
                "to the schema dead, tables.json says live");
        refused(
                rules("1 include - SHOP.%|2 rename schema SHOP live|4 convert-lowercase column %.%.%"),
                shape(table(Map.of()), "id"),
                "CDC names it CUSTOMERS, tables.json says customers");
        refused(rules(LOWER), shape(table(Map.of()), "id"), "CDC names ID ID, production has id");
        refused(
                rules(LOWER, "4 add-suffix column %.%.% _x"),
                shape(table(Map.of()), "id"),
                "rule-id 4",
                "CDC names ID ID_x, production has id");
    }

    @Test
    void a_target_schema_of_the_task_s_settings_stands_where_no_rule_does() {
        var document = ShapesTest.document(
                List.of("1 include - SHOP.%", "3 convert-lowercase table %.%", "4 convert-lowercase column %.%.%"));
        var shape = shape(table(Map.of()), "id");

        assertThat(TaskRules.of(document, "{\"TargetMetadata\":{\"TargetSchema\":\"live\"}}")
                        .orElseThrow()
                        .repeat(shape)
                        .readings())
                .hasSize(4);
        refused(rulesOf(document), shape, "the schema SHOP");
    }

    @Test
    void a_renamed_column_wants_to_be_registered() {
        var rules = rules(LOWER, "4 rename column SHOP.CUSTOMERS.CUST_NM name|5 convert-lowercase column SHOP.%.%");

        assertThat(rules.repeat(shape(table(Map.of("CUST_NM", "name")), "id", "name"))
                        .readings())
                .containsExactly(Reading.LOWEST_ID, Reading.MOST_SPECIFIC, Reading.ALL_IN_TURN);
        refused(rules, shape(table(Map.of()), "id", "name"), "rule-id 4", "\"rename\": {\"CUST_NM\": \"name\"}");
    }

    @Test
    void production_decides_between_readings() {
        var rules = rules(LOWER, "4 convert-lowercase column SHOP.%.%|5 rename column SHOP.CUSTOMERS.CUST_NM name");

        assertThat(rules.repeat(shape(table(Map.of("CUST_NM", "name")), "id", "name"))
                        .readings())
                .containsExactly(Reading.LAST_ID, Reading.MOST_SPECIFIC, Reading.ALL_IN_TURN);
        assertThat(rules.repeat(shape(table(Map.of()), "id", "cust_nm")).readings())
                .containsExactly(Reading.LOWEST_ID);
    }

    @Test
    void a_dropped_column_that_production_has_wants_to_be_said() {
        var certain = rules(LOWER, "4 remove-column column SHOP.CUSTOMERS.SSN|5 convert-lowercase column SHOP.%.%");
        refused(certain, shape(table(Map.of()), "id", "ssn"), "rule-id 4", "SSN");
        assertThat(certain.repeat(shape(table(Map.of(), "ID", "UPDATED"), "id")).readings())
                .contains(Reading.LOWEST_ID)
                .doesNotContain(Reading.LAST_ID);

        var doubtful = rules(LOWER, "4 convert-lowercase column SHOP.%.%|5 remove-column column SHOP.CUSTOMERS.SSN");
        refused(doubtful, shape(table(Map.of()), "id", "ssn"), "SSN", "list the table's columns");
        assertThat(doubtful.repeat(shape(table(Map.of(), "ID", "UPDATED"), "id"))
                        .readings())
                .doesNotContain(Reading.LOWEST_ID)
                .hasSize(3);
        assertThat(doubtful.repeat(shape(table(Map.of(), "ID", "SSN", "UPDATED"), "id", "ssn"))
                        .readings())
                .containsExactly(Reading.LOWEST_ID);
    }

    @Test
    void what_tables_json_ignores_and_cdc_sends_is_left_behind_by_a_rule_of_ours() {
        assertThat(rules(LOWER, "4 convert-lowercase column SHOP.%.%")
                        .repeat(shape(ignoring("LEGACY"), "id"))
                        .remove())
                .containsExactly("LEGACY");
        assertThat(rules(LOWER, "4 convert-lowercase column SHOP.%.[IU]%|5 remove-column column SHOP.%.LEGACY")
                        .repeat(shape(ignoring("LEGACY"), "id"))
                        .remove())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$AR_H_CHANGE_SEQ",
                "datetime('now')",
                "date()",
                "strftime('%Y')",
                "random()",
                "operation_indicator('D','U','I')",
                "printf('%d', $ID)",
                "datetime($UPDATED, 'localtime')",
                "$BI__NAME",
                "CURRENT_TIMESTAMP",
                "'as of ' || current_date",
                "CASE WHEN $ID > 1 THEN CURRENT_TIME END",
                "datetime(\"now\")",
                "strftime('%s', [now])",
                "date($UPDATED, `localtime`)"
            })
    void an_added_column_whose_value_no_load_finds_again_must_not_be_loaded(String expression) {
        var rules = rules(LOWER, "4 convert-lowercase column SHOP.%.%|5 add-column column SHOP.% more = " + expression);

        refused(rules, shape(table(Map.of()), "id", "more"), "rule-id 5", "leave it out of the table's columns");
        assertThat(rules.repeat(shape(table(Map.of(), "ID", "UPDATED"), "id")).without())
                .containsExactly(5L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'N'",
                "",
                "trim(replace($NAME, 'now()', ''))",
                "CASE WHEN $ID >= 1 AND ($ID < 2) THEN hash_sha256($NAME) ELSE 'random()' END",
                "strftime('%Y', $UPDATED)",
                "coalesce($NAME, $AR_M_SOURCE_TABLE_NAME)",
                "$CURRENT_DATE",
                "'current_time'",
                "'it''s now'"
            })
    void an_added_column_that_hangs_on_the_row_alone_is_repeated(String expression) {
        var rules = rules(LOWER, "4 convert-lowercase column SHOP.%.%|5 add-column column SHOP.% more = " + expression);

        assertThat(rules.repeat(shape(table(Map.of()), "id", "more")).without()).isEmpty();
    }

    @Test
    void masks_are_repeated_but_not_of_what_rows_are_found_by_and_not_by_chance() {
        var lower = "9 convert-lowercase column SHOP.%.%";
        assertThat(rules(LOWER, "10 data-masking-hash-mask column SHOP.CUSTOMERS.NAME", lower)
                        .repeat(shape(table(Map.of()), "id", "name"))
                        .readings())
                .contains(Reading.LOWEST_ID, Reading.ALL_IN_TURN);
        refused(
                rules(LOWER, "10 data-masking-hash-mask column SHOP.CUSTOMERS.ID", lower),
                shape(table(Map.of()), "id"),
                "rule-id 10",
                "masks ID");
        refused(
                rules(LOWER, "10 data-masking-digits-mask column %.%.%", lower),
                shape(table(Map.of()), "id"),
                "rule-id 10");
        refused(
                rules(LOWER, "10 data-masking-digits-randomize column SHOP.%.PHONE", lower),
                shape(table(Map.of()), "id", "phone"),
                "rule-id 10",
                "other digits each time");
    }

    @Test
    void what_is_not_known_is_refused_where_it_hits_a_table() {
        var shape = shape(table(Map.of()), "id");
        refused(rules(LOWER, "4 shuffle-column column SHOP.%.%"), shape, "rule-id 4", "shuffle-column");
        refused(
                rules(
                        "1 include - SHOP.%|2 rename schema SHOP live|3 rename table SHOP.% "
                                .replace("3 rename table SHOP.% ", "3 convert-lowercase table %.%"),
                        "4 convert-lowercase column %.%.%",
                        "5 add-before-image-columns column SHOP.CUSTOMERS"),
                shape(table(Map.of()), "id", "bi_id"),
                "rule-id 5",
                "bi_id");
        refused(
                rulesOf(ShapesTest.document(List.of("1 include - SHOP.%"))
                        .replace(
                                "]}",
                                ",{\"rule-type\":\"object-mapping\",\"rule-id\":\"2\",\"object-locator\":"
                                        + "{\"schema-name\":\"SHOP\",\"table-name\":\"CUSTOMERS\"}}]}")),
                shape,
                "rule-id 2",
                "object-mapping");
        assertThat(rulesOf(ShapesTest.document(List.of("1 include - SHOP.%"))
                                .replace(
                                        "]}",
                                        ",{\"rule-type\":\"validation\",\"rule-id\":\"2\",\"object-locator\":"
                                                + "{\"schema-name\":\"SHOP\",\"table-name\":\"%\"}}]}"))
                        .repeat(shape)
                        .readings())
                .isEmpty();
        refused(
                rulesOf(ShapesTest.document(List.of("1 include - SHOP.%"))
                        .replace(
                                "]}",
                                ",{\"rule-type\":\"table-settings\",\"rule-id\":\"2\",\"object-locator\":"
                                        + "{\"schema-name\":\"SHOP\",\"table-name\":\"CUSTOMERS\"},\"parallel-load\":"
                                        + "{\"type\":\"partitions-list\",\"partitions\":[\"P1\"]}}]}")),
                shape,
                "rule-id 2",
                "partitions");
    }

    private static String filtered(String filters) {
        return "{\"rules\":[{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-action\":\"include\",\"object-locator\":"
                + "{\"schema-name\":\"SHOP\",\"table-name\":\"CUSTOMERS\"},\"filters\":[" + filters + "]}]}";
    }

    private static String filter(String column, String conditions) {
        return "{\"filter-type\":\"source\",\"column-name\":\"" + column + "\",\"filter-conditions\":[" + conditions
                + "]}";
    }

    @Test
    void filters_stand_beside_the_window_as_they_are() {
        var region = filter("REGION", "{\"filter-operator\":\"eq\",\"value\":\"N\"},{\"filter-operator\":\"null\"}");
        var rows =
                rulesOf(filtered(region)).repeat(shape(table(Map.of()), "id")).rows();

        assertThat(rows.filtered()).isTrue();
        assertThat(rows.beside().toString()).isEqualTo("[" + region + "]");
        assertThat(rows.from("2025-01-01 00:00:00")).isEqualTo("2025-01-01 00:00:00");
    }

    /** The user guide lets filters act with the action include only; whoever wrote one beside explicit meant it, and CDC may not know. */
    @Test
    void a_filter_beside_an_explicit_selection_is_refused() {
        var region = filter("REGION", "{\"filter-operator\":\"eq\",\"value\":\"N\"}");

        refused(
                rulesOf(filtered(region).replace("\"include\"", "\"explicit\"")),
                shape(table(Map.of()), "id"),
                "rule-id 1",
                "explicit");
        assertThat(rulesOf(filtered("").replace("\"include\"", "\"explicit\""))
                        .repeat(shape(table(Map.of()), "id"))
                        .rows()
                        .filtered())
                .isFalse();
    }

    @Test
    void a_filter_on_the_window_column_in_another_case_is_one_on_it() {
        var later = filter("Updated", "{\"filter-operator\":\"gte\",\"value\":\"2025-01-10 00:00:00\"}");
        var rows = rulesOf(filtered(later)).repeat(shape(table(Map.of()), "id")).rows();

        assertThat(rows.beside()).isEmpty();
        assertThat(rows.from("2025-01-01 00:00:00")).isEqualTo("2025-01-10 00:00:00");
    }

    @ParameterizedTest
    @CsvSource({
        "gte, 2025-01-10 00:00:00, 2025-01-10 00:00:00, 2025-02-01 00:00:00",
        "gte, 2020-01-10 00:00:00, 2025-01-01 00:00:00, 2025-02-01 00:00:00",
        "lte, 2025-01-10 00:00:00, 2025-01-01 00:00:00, 2025-01-10 00:00:00",
        "ste, 2025-03-10 00:00:00, 2025-01-01 00:00:00, 2025-02-01 00:00:00",
        "gte, 2025-01-01 00:00:00.000, 2025-01-01 00:00:00, 2025-02-01 00:00:00"
    })
    void a_filter_on_the_window_column_becomes_a_part_of_the_window(
            String operator, String value, String from, String to) {
        var rows = rulesOf(filtered(
                        filter("UPDATED", "{\"filter-operator\":\"" + operator + "\",\"value\":\"" + value + "\"}")))
                .repeat(shape(table(Map.of()), "id"))
                .rows();

        assertThat(rows.beside()).isEmpty();
        assertThat(rows.from("2025-01-01 00:00:00")).isEqualTo(from);
        assertThat(rows.to("2025-02-01 00:00:00")).isEqualTo(to);
    }

    @Test
    void a_filter_on_the_window_column_that_is_no_stretch_of_time_is_refused() {
        for (var conditions : List.of(
                "{\"filter-operator\":\"noteq\",\"value\":\"2025-01-10 00:00:00\"}",
                "{\"filter-operator\":\"lte\",\"value\":\"2025-01-10\"}",
                "{\"filter-operator\":\"gte\",\"value\":\"2025-01-10 00:00:00\"},{\"filter-operator\":\"null\"}")) {
            refused(rulesOf(filtered(filter("UPDATED", conditions))), shape(table(Map.of()), "id"), "UPDATED");
        }
    }

    @Test
    void of_two_selections_with_different_filters_nobody_says_which_counts() {
        var document = filtered(filter("REGION", "{\"filter-operator\":\"notnull\"}"))
                .replaceFirst(
                        "\\]}\\]}$",
                        "]},{\"rule-type\":\"selection\",\"rule-id\":\"2\",\"rule-action\":\"include\",\"object-locator\":"
                                + "{\"schema-name\":\"SHOP\",\"table-name\":\"%\"}}]}");

        assertThatThrownBy(() -> rulesOf(document).repeat(shape(table(Map.of()), "id")))
                .hasMessageContaining("[1, 2]")
                .hasMessageContaining("different filters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"rules\":[",
                "{\"rules\":[]}",
                "{\"rules\":[{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-id\":\"2\"}]}",
                "{\"rules\":[{\"rule-type\":\"validation\",\"rule-id\":\"01\"},{\"rule-type\":\"validation\",\"rule-id\":1}]}",
                "{\"rules\":[{\"rule-type\":\"selection\",\"rule-id\":\"one\"}]}",
                "{\"rules\":[]} and more"
            })
    void mappings_that_cannot_be_read_whole_are_refused(String document) {
        assertThatThrownBy(() -> TaskRules.of(document, null))
                .isInstanceOfSatisfying(ReloadException.class, refusal -> assertThat(refusal.code())
                        .isEqualTo(ErrorCode.CDC_RULES_DIFFER));
    }

    @Test
    void the_console_s_way_of_writing_is_read() {
        var mapping = Mapping.parse("""
                # a comment before it
                {"rules":[{"rule-type":"selection","rule-id":"813571249","rule-name":"813571249","rule-action":"include",
                   "object-locator":{"schema-name":"SHOP","table-name":"%"},"filters":[],"parallel-load":null,
                   "isAutoSegmentationChecked":false},
                 {"rule-type":"transformation","rule-id":813571250,"rule-name":"813571250","rule-target":"schema",
                   "object-locator":{"schema-name":"SHOP","table-name":null,"column-name":null},"rule-action":"rename",
                   "value":"live","old-value":null,"load-order":null,"before-image-def":null,"tag-set":null}]}""");

        assertThat(mapping.outcome(CUSTOMERS, Set.of("ID"), Reading.LAST_ID).schemas())
                .containsExactly("live");
        assertThat(mapping.document()).doesNotContain("null").contains("isAutoSegmentationChecked");
    }

    @Test
    void five_hundred_tables_of_ten_columns_under_five_thousand_rules_are_told_apart() {
        var lines = IntStream.range(0, 500)
                .boxed()
                .flatMap(table -> Stream.concat(
                        Stream.of((table * 11 + 1) + " include - SHOP.TABLE_" + table),
                        IntStream.range(0, 10)
                                .mapToObj(column -> (table * 11 + 2 + column) + " rename column SHOP.TABLE_" + table
                                        + ".COLUMN_" + column + " c" + column)))
                .toList();
        var mapping = Mapping.parse(ShapesTest.document(lines));
        var columns = IntStream.range(0, 10)
                .mapToObj(column -> "COLUMN_" + column)
                .collect(Collectors.toCollection(LinkedHashSet::new));

        var names = IntStream.range(0, 500)
                .mapToObj(table -> mapping.outcome(new TableName("SHOP", "TABLE_" + table), columns, Reading.LOWEST_ID))
                .flatMap(outcome -> outcome.columns().values().stream())
                .filter(fate -> fate.names().size() == 1 && fate.mayTravel())
                .count();

        assertThat(names).isEqualTo(5_000);
    }

    /** Whoever tries the program on tables of their own has them replicated by the emulator's CDC task. */
    @Test
    void the_emulators_own_cdc_task_selects_any_table() {
        var somewhere = new JdbcAddress("jdbc:postgresql://localhost/any", "postgres", "");

        var rules = rulesOf(EmulatorOptions.of(somewhere, somewhere).cdcMappings());

        assertThatNoException().isThrownBy(() -> rules.repeat(shape(ignoring(), "id", "name")));
    }
}
