package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.check.Finding;
import io.windowreload.ledger.Run;
import io.windowreload.program.Checkup;
import io.windowreload.program.Engine;
import io.windowreload.settings.SettingsSource;
import io.windowreload.window.ErrorCode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Settings that change values: a load has CDC's own, or is refused. */
class ValuesRunTest {
    private static final String SOURCE = "reload.dms.source-endpoint-arn";

    private static World world;

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.RUNS_ONLY, Map.of());
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @BeforeEach
    void damage() {
        world.production.damage();
    }

    private static Finding finding(String subject, Map<String, String> keys) {
        return Checkup.of(
                        () -> SettingsSource.collect(Path.of("none"), World.settings(world.cloud, keys), Map.of()),
                        Clock.systemUTC())
                .stream()
                .filter(found -> found.area().equals("CDC") && found.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }

    private static void settings(String document) {
        world.stopCdc();
        Dms.settings(world.cloud.dms().endpoint(), world.cloud.dms().cdcTaskArn(), document);
        world.awaitCdc("stopped");
        world.resumeCdc();
    }

    @Test
    void characters_that_cdc_replaces_a_load_replaces_too() {
        settings("{\"CharacterSetSettings\":{\"CharacterReplacements\":[{\"SourceCharacterCodePoint\":35,"
                + "\"TargetCharacterCodePoint\":52}],\"CharacterSetSupport\":null}}");

        var run = world.reload("characters");

        assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.production.texts(
                        "select (document->>'settings')::jsonb->'CharacterSetSettings' from admin.reload_evidence"
                                + " where kind = 'task-plan' and run_id = " + run.id()))
                .containsExactly("{\"CharacterReplacements\": [{\"SourceCharacterCodePoint\": 35,"
                        + " \"TargetCharacterCodePoint\": 52}]}");
    }

    @Test
    void large_objects_that_cdc_brings_whole_are_said_by_check() {
        settings("{\"TargetMetadata\":{\"SupportLobs\":true,\"FullLobMode\":true,\"LimitedSizeLobMode\":false}}");
        try {
            var finding = finding("values", Map.of());
            assertThat(finding.mark()).isEqualTo(Finding.Mark.NOTED);
            assertThat(finding.detail()).contains("FullLobMode");
            assertThat(finding.fix()).contains("reload.dms.lob-max-size-kb");
        } finally {
            settings("{\"TargetMetadata\":{\"SupportLobs\":true,\"FullLobMode\":false,\"LimitedSizeLobMode\":true,"
                    + "\"LobMaxSize\":32}}");
        }
        assertThat(finding("values", Map.of()).mark()).isEqualTo(Finding.Mark.MET);
    }

    @Test
    void a_load_through_an_endpoint_that_makes_other_values_is_refused_and_check_says_so_first() {
        var dms = world.cloud.dms();
        var other =
                dms.endpointLike(dms.sourceEndpointArn(), "other", "numberDataTypeScale=-2;addSupplementalLogging=Y");
        var same = dms.endpointLike(dms.sourceEndpointArn(), "same", "addSupplementalLogging=Y");

        var finding = finding("endpoints", Map.of(SOURCE, other));
        assertThat(finding.code()).isEqualTo(ErrorCode.SETTINGS_INVALID);
        assertThat(finding.detail()).contains("numberdatatypescale is -2", "(default)");
        assertThat(finding("endpoints", Map.of(SOURCE, same)).failed()).isFalse();
        try {
            world.restart(Engine.Mode.RUNS_ONLY, Map.of(SOURCE, other));
            var refused = world.reload("other-endpoint");
            assertThat(refused.error()).isEqualTo(ErrorCode.SETTINGS_INVALID);
            assertThat(refused.errorDetail()).contains("numberdatatypescale");
            assertThat(refused.taskArn()).isNull();

            world.restart(Engine.Mode.RUNS_ONLY, Map.of(SOURCE, same));
            var run = world.reload("same-endpoint");
            assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
        } finally {
            world.restart(Engine.Mode.RUNS_ONLY, Map.of());
        }
    }
}
