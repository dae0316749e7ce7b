package io.windowreload.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of CDC, and of endpoints, that make other values than a load would. */
class CdcValuesTest {
    private static EndpointReport endpoint(String arn, Map<String, String> values) {
        return new EndpointReport(arn, "source", "oracle", "dms", false, null, values);
    }

    private static List<CdcValues.Note> notes(String settings, Map<String, String> source) {
        return notes(settings, null, source);
    }

    private static List<CdcValues.Note> notes(String settings, String mappings, Map<String, String> source) {
        var task = new CdcReport("arn", "cdc", "running", settings, mappings, "s", "t", "i", Map.of());
        return CdcValues.notes(task, endpoint("s", source), 32);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"TargetMetadata\":{\"SupportLobs\":true,\"FullLobMode\":true,\"LobMaxSize\":0}} | FullLobMode | lob-max-size-kb",
                "{\"TargetMetadata\":{\"LimitedSizeLobMode\":true,\"LobMaxSize\":64}} | LobMaxSize is 64 KB, a load's 32 | to 64 or more",
                "{\"TargetMetadata\":{\"SupportLobs\":false,\"LobMaxSize\":64}} | leaves large objects out | tables.json",
                "{\"ErrorBehavior\":{\"ApplyErrorUpdatePolicy\":\"UPDATE_RECORD\"}} | does not bring large objects | LOG_ERROR",
            })
    void what_cdc_makes_of_values_otherwise_is_said_with_what_to_do(String settings, String detail, String fix) {
        assertThat(notes(settings, Map.of())).singleElement().satisfies(note -> {
            assertThat(note.detail()).contains(detail);
            assertThat(note.fix()).contains(fix);
        });
    }

    /** A load leaves rules for single tables out. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "{\"mode\":\"unlimited\"} | S.DOCS of any size | above the longest",
                "{\"mode\":\"limited\",\"bulk-max-size\":\"64\"} | S.DOCS of at most 64 KB | to 64 or more",
                "{\"mode\":\"limited\",\"bulk-max-size\":33} | rule-id 7 | to 33 or more",
                "{\"mode\":\"limited\",\"bulk-max-size\":32} | - | -",
                "{\"mode\":\"none\"} | - | -",
                "null | - | -"
            })
    void what_cdc_makes_of_large_objects_of_one_table_is_said_too(String lobs, String detail, String fix) {
        var notes = notes(
                "{}",
                "{\"rules\":[{\"rule-type\":\"table-settings\",\"rule-id\":\"7\",\"object-locator\":"
                        + "{\"schema-name\":\"S\",\"table-name\":\"DOCS\"},\"lob-settings\":" + lobs + "}]}",
                Map.of());

        if (detail == null) {
            assertThat(notes).isEmpty();
        } else {
            assertThat(notes).singleElement().satisfies(note -> {
                assertThat(note.detail()).contains(detail);
                assertThat(note.fix()).contains(fix);
            });
        }
    }

    @Test
    void changes_of_a_user_whom_cdc_skips_come_back_by_a_load() {
        assertThat(notes("{}", Map.of("filtertransactionsofuser", "BATCH")))
                .singleElement()
                .satisfies(note -> assertThat(note.detail()).contains("BATCH", "filterTransactionsOfUser"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"TargetMetadata\":{\"SupportLobs\":true,\"LimitedSizeLobMode\":true,\"LobMaxSize\":32}}",
                "{\"TargetMetadata\":{\"SupportLobs\":true,\"FullLobMode\":false,\"LobMaxSize\":16}}",
                "{\"ErrorBehavior\":{\"ApplyErrorUpdatePolicy\":\"LOG_ERROR\"}}",
                "{}",
                "no json"
            })
    void where_a_load_does_the_same_nothing_is_said(String settings) {
        assertThat(notes(settings, Map.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "numberdatatypescale, 10, -2",
        "charlengthsemantics, char, byte",
        "mapbooleanasboolean, true, false",
        "unboundedvarchar, true, false",
        "trimspaceinchar, false, true",
        "converttimestampwithzonetoutc, true, false",
        "afterconnectscript, set work_mem = 1, set work_mem = 2",
        "escapecharacter, #, !"
    })
    void another_endpoint_must_change_values_as_cdc_s_does(String name, String cdc, String ours) {
        var theirs = endpoint("cdc", Map.of(name, cdc));

        assertThatThrownBy(() -> EndpointRules.same(endpoint("ours", Map.of(name, ours)), theirs))
                .isInstanceOfSatisfying(ReloadException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.SETTINGS_INVALID);
                    assertThat(refusal.detail()).contains(name + " is " + ours + ", of CDC's endpoint " + cdc);
                });
        assertThatThrownBy(() -> EndpointRules.same(endpoint("ours", Map.of()), theirs))
                .hasMessageContaining("(default)");
        assertThatCode(() -> EndpointRules.same(endpoint("ours", Map.of(name, cdc)), theirs))
                .doesNotThrowAnyException();
        assertThatCode(() -> EndpointRules.same(endpoint("cdc", Map.of(name, ours)), theirs))
                .as("the same endpoint")
                .doesNotThrowAnyException();
    }
}
