package io.windowreload.local.dms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.databasemigration.model.Tag;

class StateFileTest {
    @TempDir
    private Path folder;

    @Test
    void tasks_their_statistics_and_tags_are_there_after_a_restart() {
        var state = folder.resolve("dms.json");
        String done;
        String lost;
        try (var before = new Emulated(options -> options.state(state))) {
            done = before.load(Emulated.JANUARY, Emulated.CAREFUL).replicationTaskArn();
            before.client.addTagsToResource(tags -> tags.resourceArn(done)
                    .tags(Tag.builder().key("Purpose").value("kept").build()));
            before.dms.faults().add(Fault.of(FaultKind.SLOW_LOAD).always().delay(Duration.ofHours(1)));
            lost = before.create(Emulated.JANUARY, Emulated.CAREFUL);
            before.start(lost);
            before.awaitStatus(lost, "running");
            // What a kill leaves behind: the file as it was while the load ran.
            before.dms.close();
        }

        try (var after = new Emulated(options -> options.state(state))) {
            assertThat(after.task(done).stopReason()).isEqualTo("Stop Reason FULL_LOAD_ONLY_FINISHED");
            assertThat(after.statistics(done, "ORDERS").fullLoadRows()).isPositive();
            assertThat(after.client
                            .listTagsForResource(list -> list.resourceArn(done))
                            .tagList())
                    .extracting(Tag::value)
                    .containsExactly("kept");
            assertThat(after.task(after.dms.cdcTaskArn()).status()).isEqualTo("running");
            assertThat(after.task(lost).status()).isIn("failed", "stopped");
            assertThat(after.task(lost).stopReason()).doesNotContain("FINISHED");
        }
    }

    @Test
    void a_capture_task_that_was_stopped_and_a_connection_that_failed_stay_so() {
        var state = folder.resolve("dms.json");
        try (var before = new Emulated(options -> options.state(state))) {
            before.client.stopReplicationTask(stop -> stop.replicationTaskArn(before.dms.cdcTaskArn()));
            before.awaitStatus(before.dms.cdcTaskArn(), "stopped");
            before.dms
                    .faults()
                    .add(Fault.of(FaultKind.FAILED_CONNECTION).on("source").text("no route to host"));
            before.client.testConnection(test -> test.endpointArn(before.dms.sourceEndpointArn())
                    .replicationInstanceArn(before.dms.replicationInstanceArn()));
            await().until(() -> connection(before).equals("failed"));
        }
        try (var after = new Emulated(options -> options.state(state))) {
            assertThat(after.task(after.dms.cdcTaskArn()).status()).isEqualTo("stopped");
            assertThat(connection(after)).isEqualTo("failed");
        }
    }

    private static String connection(Emulated emulated) {
        return emulated.client
                .describeConnections(
                        describe -> describe.filters(Emulated.named("endpoint-arn", emulated.dms.sourceEndpointArn())))
                .connections()
                .get(0)
                .status();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "{}", "[]", "{\"tasks\":[{}]}"})
    void a_file_that_is_no_state_stops_the_start(String text) throws Exception {
        var state = Files.writeString(folder.resolve("dms.json"), text);

        assertThatThrownBy(() -> new Emulated(options -> options.state(state)))
                .hasMessageContaining("cannot be read: move it away to start anew");
    }
}
