package io.windowreload.local.dms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.Replication;

/** Serverless replications: configs, the states before they run, and how they fail. */
class ServerlessTest {
    private static final List<String> STATES = List.of(
            "initializing",
            "preparing_metadata_resources",
            "testing_connection",
            "fetching_metadata",
            "calculating_capacity",
            "provisioning_capacity",
            "replication_starting",
            "running",
            "stopped");

    private static Emulated emulated;

    @BeforeAll
    static void open() {
        emulated = new Emulated(options -> options.cdcServerless(true));
    }

    @AfterAll
    static void close() {
        emulated.close();
    }

    @AfterEach
    void heal() {
        emulated.dms.faults().clear();
    }

    private static String create(String identifier) {
        var arn = emulated.client
                .createReplicationConfig(create -> create.replicationConfigIdentifier(identifier)
                        .sourceEndpointArn(emulated.dms.sourceEndpointArn())
                        .targetEndpointArn(emulated.dms.targetEndpointArn())
                        .replicationType("full-load")
                        .computeConfig(compute -> compute.maxCapacityUnits(8))
                        .tableMappings(Emulated.JANUARY)
                        .replicationSettings(
                                "{\"FullLoadSettings\":{\"TargetTablePrepMode\":\"TRUNCATE_BEFORE_LOAD\"}}"))
                .replicationConfig()
                .replicationConfigArn();
        await().until(() -> replication(arn).status().equals("created"));
        return arn;
    }

    private static Replication replication(String arn) {
        return emulated.client
                .describeReplications(describe -> describe.filters(Emulated.named("replication-config-arn", arn)))
                .replications()
                .get(0);
    }

    private static String start(String arn) {
        return Emulated.code(() -> emulated.client.startReplication(
                start -> start.replicationConfigArn(arn).startReplicationType("start-replication")));
    }

    private static Replication end(String arn, String status) {
        await().until(() -> replication(arn).status().equals(status));
        return replication(arn);
    }

    @Test
    void it_goes_through_its_states_in_their_order_and_loads() {
        emulated.dms
                .faults()
                .add(Fault.of(FaultKind.SLOW_PROVISION).on("ordered").delay(Duration.ofMillis(300)));
        var arn = create("ordered");
        assertThat(replication(arn).provisionData()).isNull();
        start(arn);
        var seen = new ArrayList<String>();
        await().pollInterval(Duration.ofMillis(3)).until(() -> {
            var status = replication(arn).status();
            if (seen.isEmpty() || !seen.get(seen.size() - 1).equals(status)) {
                seen.add(status);
            }
            return status.equals("stopped");
        });

        assertThat(STATES).containsSubsequence(seen);
        assertThat(seen).contains("provisioning_capacity");
        assertThat(replication(arn).stopReason()).isEqualTo("Stop Reason FULL_LOAD_ONLY_FINISHED");
        assertThat(replication(arn).provisionData().provisionedCapacityUnits()).isEqualTo(8);
        assertThat(emulated.client
                        .describeReplicationTableStatistics(describe -> describe.replicationConfigArn(arn))
                        .replicationTableStatistics())
                .allSatisfy(table -> assertThat(table.tableState()).isEqualTo("Table completed"));
        assertThat(start(arn)).as("only a resume is left after the first start").isNotEqualTo("OK");
    }

    @Test
    void one_that_is_being_provisioned_can_be_neither_stopped_nor_deleted() {
        emulated.dms.faults().add(Fault.of(FaultKind.SLOW_PROVISION).on("early").delay(Duration.ofMillis(500)));
        var arn = create("early");
        start(arn);
        end(arn, "provisioning_capacity");

        assertThat(Emulated.code(() -> emulated.client.stopReplication(stop -> stop.replicationConfigArn(arn))))
                .isEqualTo("InvalidResourceStateFault");
        assertThat(Emulated.code(
                        () -> emulated.client.deleteReplicationConfig(delete -> delete.replicationConfigArn(arn))))
                .isEqualTo("InvalidResourceStateFault");
        // The tables are those of the other tests.
        end(arn, "stopped");
    }

    @Test
    void no_capacity_and_no_connection_are_failures_with_messages() {
        emulated.dms
                .faults()
                .add(Fault.of(FaultKind.FAILED_PROVISION).on("poor").text("out of capacity"));
        var poor = create("poor");
        start(poor);
        assertThat(end(poor, "failed").failureMessages().get(0)).contains("out of capacity");

        emulated.dms
                .faults()
                .add(Fault.of(FaultKind.FAILED_CONNECTION).on("target").text("no route to host"));
        var cut = create("cut-off");
        start(cut);
        assertThat(end(cut, "failed").failureMessages().get(0)).contains("no route to host");
    }

    @Test
    void a_word_that_nobody_knows_stays() {
        emulated.dms
                .faults()
                .add(Fault.of(FaultKind.STRANGE_STATUS).on("strange").text("hibernating"));
        var arn = create("strange");
        start(arn);

        assertThat(replication(arn).status()).isEqualTo("hibernating");
    }

    @Test
    void change_capture_is_one_too() {
        assertThat(emulated.dms.cdcTaskArn()).contains(":replication-config:");
        assertThat(replication(emulated.dms.cdcTaskArn()).status()).isEqualTo("running");
        assertThat(emulated.client.describeReplicationTasks().replicationTasks())
                .isEmpty();
    }
}
