package io.windowreload.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    @TempDir
    private Path folder;

    private Map<String, String> collect(String file, Map<String, String> overrides, Map<String, String> environment)
            throws Exception {
        var path = folder.resolve("application.properties");
        Files.writeString(path, file);
        return SettingsSource.collect(path, overrides, environment);
    }

    @Test
    void the_shipped_reference_alone_is_valid() throws Exception {
        var settings = SettingsReader.read(collect("", Map.of(), Map.of()));

        assertThat(settings.dms().pollInterval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.merge().lockTimeout()).isEqualTo(Duration.ofMillis(300));
        assertThat(settings.schedule().cron()).isEmpty();
    }

    @Test
    void the_environment_wins_over_the_command_over_the_file_over_the_reference() throws Exception {
        var keys = collect(
                "reload.target.user=file\nreload.dms.region=file\nreload.tables=file.json",
                Map.of("reload.target.user", "command", "reload.dms.region", "command"),
                Map.of("RELOAD_TARGET_USER", "environment", "PATH", "/bin"));

        assertThat(keys)
                .containsEntry("reload.target.user", "environment")
                .containsEntry("reload.dms.region", "command")
                .containsEntry("reload.tables", "file.json")
                .containsEntry("reload.source.zone", "UTC");
    }

    @Test
    void an_unknown_key_is_refused_with_the_nearest_known_one() {
        assertThatThrownBy(() -> collect("reload.dms.poll-intervall=5s", Map.of(), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("reload.dms.poll-interval?");
        assertThatThrownBy(() -> collect("", Map.of(), Map.of("RELOAD_TARGET_PASWORD", "x")))
                .hasMessageContaining("RELOAD_TARGET_PASSWORD?");
    }

    @ParameterizedTest
    @CsvSource({
        "reload.dms.endpoint-override, http://a host",
        "reload.dms.endpoint-override, http:/localhost",
        "reload.dms.endpoint-override, localhost:4566",
        "reload.dms.endpoint-override, ftp://localhost",
        "reload.dms.endpoint-override, http://[::1",
        "reload.cdc.endpoint-override, 'http://h|st'",
        "reload.task-log.endpoint-override, https://",
        "reload.source.zone, Europe/Berlinn",
        "reload.schedule.zone, CEST!",
        "reload.dms.session-zone, +25:00",
    })
    void a_mistyped_address_or_zone_is_told_by_its_key(String key, String value) {
        assertThatThrownBy(() -> SettingsReader.read(collect("", Map.of(key, value), Map.of())))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(key + ": '" + value + "' is not");
    }

    @Test
    void the_longest_window_is_a_month_at_least_where_the_schedule_asks_for_months() throws Exception {
        var weeks = Map.of("reload.window.longest", "P7D");
        assertThat(SettingsReader.read(collect("", weeks, Map.of())).windows().longest())
                .contains(Period.ofDays(7));

        var scheduled = Map.of("reload.window.longest", "P7D", "reload.schedule.cron", "0 0 2 1 * ?");
        assertThatThrownBy(() -> SettingsReader.read(collect("", scheduled, Map.of())))
                .hasMessageContaining("reload.window.longest");
    }

    @ParameterizedTest
    @CsvSource({
        "reload.dms.poll-interval,soon",
        "reload.dms.poll-interval,0s",
        "reload.source.zone,Mars/Olympus",
        "reload.dms.max-full-load-sub-tasks,50",
        "reload.merge.chunk-rows,many",
        "reload.dms.delete-task,perhaps",
        "reload.dms.endpoint-override,localhost:4566",
        "reload.window.longest,long",
        "reload.schedule.cron,0 0 3 2 *",
        "reload.schedule.cron,every month",
        "reload.schedule.cron,0 0 3 30 2 ?",
        "reload.schedule.cron,0 0 25 1 * ?",
        "reload.schedule.allow-empty,perhaps",
        "reload.window.longest,12h",
        "reload.management.silence,44s",
        "reload.management.silence,300ms",
        "reload.management.silence,never",
        "reload.cdc.latency,fast",
        "reload.cdc.latency,PT-5M",
        "reload.cdc.latency,1h",
        "reload.target.jdbc-url,''"
    })
    void a_wrong_value_is_refused_with_its_key(String key, String value) throws Exception {
        var keys = collect("", Map.of(key, value), Map.of());

        assertThatThrownBy(() -> SettingsReader.read(keys))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 3 2 *", "every month", "0 0 3 30 2 ?", "0 0 25 * * ?", "* * * * * *"})
    void a_cron_expression_that_is_none_is_named_with_its_key(String cron) throws Exception {
        var keys = SettingsSource.collect(
                Path.of("config/application.properties"), Map.of("reload.schedule.cron", cron), Map.of());

        assertThatThrownBy(() -> SettingsReader.read(keys))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("reload.schedule.cron: '" + cron + "'");
    }

    @Test
    void a_password_comes_from_a_file_and_never_shows() throws Exception {
        var file = Files.writeString(folder.resolve("secret"), "hunter2\n");
        var settings =
                SettingsReader.read(collect("", Map.of("reload.target.password-file", file.toString()), Map.of()));

        assertThat(settings.target().password().value()).isEqualTo("hunter2");
        assertThat(settings.toString()).doesNotContain("hunter2");
    }
}
