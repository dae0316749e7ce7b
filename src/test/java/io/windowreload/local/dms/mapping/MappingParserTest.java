package io.windowreload.local.dms.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.local.dms.wire.AwsError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingParserTest {
    private static final String SELECTION = "{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\","
            + "\"rule-action\":\"include\",\"object-locator\":{\"schema-name\":\"S\",\"table-name\":\"T\"}";
    private static final String INCLUDE = SELECTION + "}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            not json                                  | Invalid Table Mappings document. Invalid json com.google.gson
            {}                                        | Valid Table mappings is required
            {"rules":[]}                              | Valid Table mappings is required
            {"rules":[5]}                             | Invalid table mappings document.
            {"rules":[{"rule-id":"1","rule-type":"x"}]} | Invalid table mappings document.
            {"rules":[{"rule-id":"x","rule-type":"selection"}]} | Invalid table mappings document.
            {"rules":[{"rule-id":"1","rule-type":"selection","rule-action":"load"}]} | Invalid table mappings document.
            {"rules":[{"rule-id":"1","rule-type":"selection","rule-action":"include"}]} | Error in mapping rules. Rule with ruleId = 1 failed validation. object locator cannot be null
            {"rules":[INCLUDE,INCLUDE]}               | Error in mapping rules. Duplicate ruleid 1
            {"rules":[RENAME]}                        | At least one selection rule is required.
            {"rules":[INCLUDE,CONVERT]}               | Invalid table mappings document.
            {"rules":[INCLUDE,SETTINGS]}              | Exact schema and table name required when using table settings rule.
            {"rules":[FILTER(gt)]}                    | Invalid table mappings document.
            {"rules":[FILTER(lt)]}                    | Invalid table mappings document.
            {"rules":[FILTER(between)]}               | Rule with ruleId = 1 failed validation. filter condition needs start-value
            {"rules":[RANGE]}                         | Invalid table mappings document.
            {"rules":[WILD]}                          | filters are not supported with wildcards
            """)
    void a_bad_mapping_is_refused_in_the_words_of_aws(String document, String message) {
        assertThatThrownBy(() -> MappingParser.parse(expand(document)))
                .isInstanceOfSatisfying(
                        AwsError.class, e -> assertThat(e.code()).isEqualTo("InvalidParameterValueException"))
                .hasMessageContaining(message);
    }

    private static String expand(String document) {
        var condition = ",\"filters\":[{\"filter-type\":\"source\",\"column-name\":\"C\",\"filter-conditions\":"
                + "[{\"filter-operator\":\"$1\",\"value\":\"1\"}]}]}";
        return document.replace("INCLUDE", INCLUDE)
                .replace("RENAME", transformation("rename"))
                .replace("CONVERT", transformation("convert-column-type"))
                .replace(
                        "SETTINGS",
                        "{\"rule-type\":\"table-settings\",\"rule-id\":\"2\",\"rule-name\":\"2\",\"object-locator\":"
                                + "{\"schema-name\":\"S\",\"table-name\":\"%\"}}")
                .replace("RANGE", INCLUDE.replace("\"T\"", "\"[d-a]\""))
                .replace("WILD", SELECTION.replace("\"T\"", "\"%\"") + condition.replace("$1", "eq"))
                .replaceAll("FILTER\\((\\w+)\\)", SELECTION.replace("$", "\\$") + condition);
    }

    private static String transformation(String action) {
        return "{\"rule-type\":\"transformation\",\"rule-id\":\"2\",\"rule-name\":\"2\",\"rule-action\":\"" + action
                + "\",\"rule-target\":\"column\",\"object-locator\":{\"schema-name\":\"S\",\"table-name\":\"T\","
                + "\"column-name\":\"C\"},\"value\":\"X\"}";
    }

    @ParameterizedTest
    @CsvSource({
        "SOURCE_SCHEMA, SOURCE_SCHEMA, true",
        "SOURCE_SCHEMA, SOURCEXSCHEMA, true",
        "SOURCE[_]SCHEMA, SOURCEXSCHEMA, false",
        "SOURCE[_]SCHEMA, SOURCE_SCHEMA, true",
        "%_AT, FORMAT, true",
        "%[_]AT, FORMAT, false",
        "%[_]AT, UPDATED_AT, true",
        "[a-d]1, b1, true",
        "[a-d]1, e1, false",
        "ORDERS, orders, false",
        "[%]_, %a, true",
        "[%], a, false",
        "A[[]B], A[B], true",
        "A.B, AXB, false",
        "%, anything, true"
    })
    void wildcards_of_a_locator(String pattern, String name, boolean matches) {
        assertThat(new LocatorPattern(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    void of_two_rules_for_one_object_the_lower_id_wins_whatever_their_order() {
        var upper = transformation("convert-uppercase").replace("\"rule-id\":\"2\"", "\"rule-id\":\"20\"");
        var prefix = transformation("add-prefix").replace("\"rule-id\":\"2\"", "\"rule-id\":\"3\"");

        var mappings = MappingParser.parse("{\"rules\":[" + INCLUDE + "," + upper + "," + prefix + "]}");

        assertThat(mappings.columnName(new ColumnAddress("S", "T", "C", "string")))
                .isEqualTo("XC");
    }

    @Test
    void a_renamed_schema_beats_the_target_schema_of_the_settings() {
        var rename = transformation("rename")
                .replace("\"column\"", "\"schema\"")
                .replace(",\"table-name\":\"T\",\"column-name\":\"C\"", "");
        var mappings = MappingParser.parse("{\"rules\":[" + INCLUDE + "," + rename + "]}");

        assertThat(mappings.schemaName("S", "OTHER")).isEqualTo("X");
        assertThat(mappings.schemaName("R", "OTHER")).isEqualTo("OTHER");
        assertThat(mappings.schemaName("R", "")).isEqualTo("R");
    }

    @Test
    void an_exclude_rule_beats_an_include_rule() {
        var exclude = INCLUDE.replace("include", "exclude").replace("\"rule-id\":\"1\"", "\"rule-id\":\"2\"");
        var all = INCLUDE.replace("\"T\"", "\"%\"");

        var mappings = MappingParser.parse("{\"rules\":[" + all + "," + exclude + "]}");

        assertThat(mappings.selectionOf("S", "T", false)).isEmpty();
        assertThat(mappings.selectionOf("S", "U", false)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "rename, name, X",
        "convert-lowercase, NAME, name",
        "convert-uppercase, name, NAME",
        "add-prefix, name, Xname",
        "add-suffix, name, nameX",
        "remove-prefix, Xname, name",
        "remove-suffix, nameX, name",
        "remove-prefix, name, name"
    })
    void renaming_actions(String action, String column, String expected) {
        var rule = transformation(action).replace("\"C\"", "\"%\"");

        var mappings = MappingParser.parse("{\"rules\":[" + INCLUDE + "," + rule + "]}");

        assertThat(mappings.columnName(new ColumnAddress("S", "T", column, "string")))
                .isEqualTo(expected);
    }

    @Test
    void settings_that_dms_does_not_have_are_refused_unless_told_otherwise() {
        var guide = "{\"OracleSettings\":{\"UseLogminerReader\":true}}";

        assertThatThrownBy(() -> ParsedSettings.parse(guide, true))
                .hasMessage("Invalid task settings json: unknown settings OracleSettings");
        assertThat(ParsedSettings.parse(guide, false).document().has("OracleSettings"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            not json
            []
            {"FullLoadSettings":{"MaxFullLoadSubTasks":50}}
            {"FullLoadSettings":{"CommitRate":50001}}
            {"FullLoadSettings":{"TargetTablePrepMode":"SOMETHING"}}
            {"ErrorBehavior":{"DataErrorPolicy":"SHRUG"}}
            {"TargetMetadata":{"FullLobMode":true}}
            {"TargetMetadata":{"LimitedSizeLobMode":false}}
            {"TargetMetadata":{"LobMaxSize":102401}}
            {"FullLoadSettings":{"MaxFullLoadSubTasks":"8"}}
            {"FullLoadSettings":5}
            {"ErrorBehavior":{"ApplyErrorInsertPolicy":"UPDATE_RECORD"}}
            {"ErrorBehavior":{"ApplyErrorUpdatePolicy":"INSERT_RECORD"}}
            {"ErrorBehavior":{"TableErrorPolicy":"LOG_ERROR"}}
            {"Logging":{"LogComponents":[{"Id":"NOPE","Severity":"LOGGER_SEVERITY_INFO"}]}}
            {"ErrorBehavior":{"DataErrorEscalationCount":-1}}
            {"StreamBufferSettings":{"CtrlStreamBufferSizeInMB":9}}
            {"ValidationSettings":{"ValidationOnly":true}}
            {"Logging":{"CloudWatchLogGroup":"mine"}}
            """)
    void bad_settings_are_refused(String settings) {
        assertThatThrownBy(() -> ParsedSettings.parse(settings, true)).isInstanceOf(AwsError.class);
    }

    @Test
    void settings_are_laid_over_the_defaults() {
        var settings = ParsedSettings.parse("{\"FullLoadSettings\":{\"CommitRate\":7}}", true);

        assertThat(settings.commitRate()).isEqualTo(7);
        assertThat(settings.subTasks()).isEqualTo(8);
        assertThat(settings.prepMode()).isEqualTo(ParsedSettings.PrepMode.DROP_AND_CREATE);
        assertThat(settings.dataErrors()).isEqualTo(ParsedSettings.Policy.LOG_ERROR);
    }
}
