package io.windowreload.local.dms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.windowreload.local.dms.cloud.Delays;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;
import software.amazon.awssdk.services.databasemigration.model.InvalidResourceStateException;
import software.amazon.awssdk.services.databasemigration.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.databasemigration.model.ResourceNotFoundException;
import software.amazon.awssdk.services.databasemigration.model.Tag;

/** What DMS allows in which state of a task, and what it refuses. */
class TaskRulesTest {
    private final Emulated emulated = new Emulated();

    @AfterEach
    void close() {
        emulated.close();
    }

    @Test
    void a_task_cannot_be_started_before_it_is_ready() {
        emulated.dms.faults().add(Fault.of(FaultKind.SLOW_READY).delay(Duration.ofHours(1)));
        var arn = emulated.client
                .createReplicationTask(emulated.request("early").build())
                .replicationTask()
                .replicationTaskArn();

        assertThat(emulated.task(arn).status()).isEqualTo("creating");
        assertThatThrownBy(() -> emulated.start(arn))
                .isInstanceOf(InvalidResourceStateException.class)
                .hasMessageContaining("Replication Task cannot be started, invalid state");
    }

    @Test
    void start_replication_is_for_the_first_time_only() {
        var arn = emulated.load(Emulated.JANUARY, Emulated.CAREFUL).replicationTaskArn();

        assertThatThrownBy(() -> emulated.start(arn))
                .isInstanceOf(DatabaseMigrationException.class)
                .hasMessageContaining(
                        "Start Type : START_REPLICATION, valid only for tasks running for the first time");
    }

    @Test
    void an_identifier_exists_once() {
        emulated.create(emulated.request("once").build());

        assertThatThrownBy(() -> emulated.create(emulated.request("once").build()))
                .isInstanceOf(ResourceAlreadyExistsException.class);
    }

    @Test
    void endpoints_cannot_be_swapped() {
        var swapped = emulated.request("swapped")
                .sourceEndpointArn(emulated.dms.targetEndpointArn())
                .targetEndpointArn(emulated.dms.sourceEndpointArn())
                .build();

        assertThatThrownBy(() -> emulated.create(swapped)).hasMessageContaining("endpoint must be of type SOURCE");
    }

    @Test
    void stopping_cancels_the_load_and_the_tables_that_are_not_complete() {
        emulated.dms.faults().add(Fault.of(FaultKind.SLOW_LOAD).always().delay(Duration.ofHours(1)));
        var arn = emulated.create(Emulated.JANUARY, Emulated.CAREFUL);
        emulated.start(arn);
        emulated.awaitStatus(arn, "running");
        await().until(() -> emulated.statistics(arn, "ORDERS").tableState().equals("Full load"));

        emulated.client.stopReplicationTask(stop -> stop.replicationTaskArn(arn));

        assertThat(emulated.awaitEnd(arn).stopReason()).isEqualTo("Stop Reason NORMAL");
        assertThat(emulated.statistics(arn, "ORDERS").tableState()).isEqualTo("Table cancelled");
        assertThat(emulated.target("select count(*) from staging.orders")).isEqualTo("0");
    }

    @Test
    void what_does_not_run_cannot_be_stopped_and_what_runs_cannot_be_deleted() {
        var arn = emulated.create(Emulated.JANUARY, Emulated.CAREFUL);
        assertThatThrownBy(() -> emulated.client.stopReplicationTask(stop -> stop.replicationTaskArn(arn)))
                .isInstanceOf(InvalidResourceStateException.class);
        emulated.dms.faults().add(Fault.of(FaultKind.SLOW_LOAD).always().delay(Duration.ofHours(1)));
        emulated.start(arn);
        emulated.awaitStatus(arn, "running");

        assertThatThrownBy(() -> emulated.client.deleteReplicationTask(delete -> delete.replicationTaskArn(arn)))
                .isInstanceOf(InvalidResourceStateException.class);
    }

    @Test
    void a_deleted_task_is_deleting_for_a_while_and_then_not_found() {
        emulated.dms.faults().add(Fault.of(FaultKind.SLOW_DELETE).delay(Duration.ofMillis(200)));
        var arn = emulated.create(Emulated.JANUARY, Emulated.CAREFUL);

        var answer = emulated.client.deleteReplicationTask(delete -> delete.replicationTaskArn(arn));

        assertThat(answer.replicationTask().status()).isEqualTo("deleting");
        await().untilAsserted(() ->
                assertThatThrownBy(() -> emulated.task(arn)).isInstanceOf(ResourceNotFoundException.class));
    }

    @Test
    void a_given_resource_identifier_is_the_end_of_the_arn() {
        var arn = emulated.create(
                emulated.request("named").resourceIdentifier("wr-2025-01").build());

        assertThat(arn).isEqualTo("arn:aws:dms:us-east-1:000000000000:task:wr-2025-01");
    }

    @Test
    void tags_with_a_bracket_are_refused_and_those_of_the_guide_taken() {
        assertThat(Emulated.code(() -> emulated.create(tagged("a", "[2025-01-01,2025-02-01)"))))
                .isEqualTo("InvalidParameterValueException");
        assertThat(Emulated.code(() -> emulated.create(tagged("b", "2025-01-01T00:00:00-2025-01-31T23:59:59"))))
                .isEqualTo("OK");
    }

    private CreateReplicationTaskRequest tagged(String identifier, String value) {
        return emulated.request(identifier)
                .tags(Tag.builder().key("TimeWindow").value(value).build())
                .build();
    }

    @Test
    void tasks_come_in_pages() {
        for (var i = 0; i < 24; i++) {
            emulated.client.createReplicationTask(emulated.request("many-" + i).build());
        }

        var first = emulated.client.describeReplicationTasks(describe -> describe.maxRecords(20));
        assertThat(first.replicationTasks()).hasSize(20);
        var second = emulated.client.describeReplicationTasks(
                describe -> describe.maxRecords(20).marker(first.marker()));
        assertThat(second.replicationTasks()).hasSize(5);
        assertThat(second.marker()).isNull();
    }

    @Test
    void the_capture_task_runs_from_the_beginning_and_reports_its_tables() {
        var arn = emulated.dms.cdcTaskArn();

        assertThat(emulated.task(arn).status()).isEqualTo("running");
        assertThat(emulated.task(arn).migrationTypeAsString()).isEqualTo("cdc");
        await().untilAsserted(() ->
                assertThat(emulated.statistics(arn, "ORDERS").tableState()).isEqualTo("Table completed"));
    }

    @Test
    void a_connection_test_takes_a_while_and_is_not_made_twice_at_once() {
        var endpoint = emulated.dms.targetEndpointArn();
        try (var slow = new Emulated(options -> options.delays(Delays.all(Duration.ofSeconds(2))))) {
            var arn = slow.dms.targetEndpointArn();
            slow.client.testConnection(
                    test -> test.endpointArn(arn).replicationInstanceArn(slow.dms.replicationInstanceArn()));
            assertThatThrownBy(() -> slow.client.testConnection(
                            test -> test.endpointArn(arn).replicationInstanceArn(slow.dms.replicationInstanceArn())))
                    .hasMessageContaining("Connection is already being tested");
            await().until(() -> connection(slow, endpoint).equals("successful"));
        }
    }

    private static String connection(Emulated emulated, String endpointArn) {
        return emulated.client
                .describeConnections(describe -> describe.filters(Emulated.named("endpoint-arn", endpointArn)))
                .connections()
                .get(0)
                .status();
    }
}
