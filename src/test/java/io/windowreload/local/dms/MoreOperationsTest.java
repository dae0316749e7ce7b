package io.windowreload.local.dms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.InvalidResourceStateException;
import software.amazon.awssdk.services.databasemigration.model.TableToReload;

/** Loading again, modifying, assessing: what these do beyond being answered. */
class MoreOperationsTest {
    private final Emulated emulated = new Emulated();

    @AfterEach
    void close() {
        emulated.close();
    }

    @Test
    void resuming_loads_only_what_was_not_completed() {
        emulated.dms.faults().add(Fault.of(FaultKind.TABLE_ERROR).on("ORDERS"));
        var lenient = "{\"FullLoadSettings\":{\"TargetTablePrepMode\":\"DO_NOTHING\"}}";
        var arn = emulated.load(Emulated.JANUARY, lenient).replicationTaskArn();
        emulated.atTarget("delete from staging.customers");

        start(arn, "resume-processing");
        emulated.awaitEnd(arn);

        assertThat(emulated.statistics(arn, "ORDERS").tableState()).isEqualTo("Table completed");
        assertThat(emulated.target("select count(*) > 0 from staging.orders")).isEqualTo("t");
        assertThat(emulated.target("select count(*) from staging.customers")).isEqualTo("0");
    }

    @Test
    void reload_target_loads_everything_again_into_emptied_tables() {
        var arn = emulated.load(Emulated.JANUARY, Emulated.CAREFUL).replicationTaskArn();
        var loaded = emulated.target("select count(*) from staging.orders");

        start(arn, "reload-target");
        emulated.awaitEnd(arn);

        assertThat(emulated.task(arn).status()).isEqualTo("stopped");
        assertThat(emulated.target("select count(*) from staging.orders")).isEqualTo(loaded);
    }

    @Test
    void a_running_task_reloads_single_tables() {
        var arn = emulated.create(emulated.request("reloads")
                .migrationType("full-load-and-cdc")
                .replicationTaskSettings("{\"FullLoadSettings\":{\"TargetTablePrepMode\":\"TRUNCATE_BEFORE_LOAD\"}}")
                .build());
        emulated.start(arn);
        await().until(() -> emulated.task(arn).status().equals("running")
                && emulated.task(arn).replicationTaskStats().tablesLoaded() == 2);
        emulated.atTarget("delete from staging.orders; delete from staging.customers");

        emulated.client.reloadTables(reload -> reload.replicationTaskArn(arn)
                .tablesToReload(TableToReload.builder()
                        .schemaName("SOURCE_SCHEMA")
                        .tableName("ORDERS")
                        .build()));

        await().until(() -> emulated.statistics(arn, "ORDERS").fullLoadReloaded()
                && emulated.statistics(arn, "ORDERS").tableState().equals("Table completed"));
        assertThat(emulated.target("select count(*) > 0 from staging.orders")).isEqualTo("t");
        assertThat(emulated.target("select count(*) from staging.customers")).isEqualTo("0");
        assertThat(emulated.task(arn).status()).isEqualTo("running");
    }

    @Test
    void a_task_that_captures_changes_makes_its_exceptions_table_and_one_that_only_loads_does_not() {
        await().until(() -> emulated.target("select to_regclass('public.awsdms_apply_exceptions')") != null);
        emulated.atTarget("drop table awsdms_apply_exceptions");

        emulated.load(Emulated.JANUARY, Emulated.CAREFUL);

        assertThat(emulated.target("select to_regclass('public.awsdms_apply_exceptions')"))
                .isNull();
    }

    @Test
    void a_modified_task_loads_what_it_is_told_last() {
        var arn = emulated.create(Emulated.JANUARY, Emulated.CAREFUL);
        var february = Mappings.windowed("between", "2025-02-01 00:00:00", "2025-03-01 00:00:00");

        emulated.client.modifyReplicationTask(
                modify -> modify.replicationTaskArn(arn).tableMappings(february));
        emulated.awaitStatus(arn, "ready");
        emulated.start(arn);
        emulated.awaitEnd(arn);

        assertThat(emulated.target("select min(updated_at) >= '2025-02-01' from staging.customers"))
                .isEqualTo("t");
    }

    @Test
    void a_running_task_cannot_be_modified() {
        emulated.dms.faults().add(Fault.of(FaultKind.SLOW_LOAD).always().delay(Duration.ofHours(1)));
        var arn = emulated.create(Emulated.JANUARY, Emulated.CAREFUL);
        emulated.start(arn);
        emulated.awaitStatus(arn, "running");

        assertThatThrownBy(() -> emulated.client.modifyReplicationTask(
                        modify -> modify.replicationTaskArn(arn).tableMappings(Emulated.JANUARY)))
                .isInstanceOf(InvalidResourceStateException.class)
                .hasMessageContaining("cannot be modified while it is running state");
    }

    @Test
    void a_failed_assessment_fails_its_run() {
        emulated.dms.faults().add(Fault.of(FaultKind.FAILED_ASSESSMENT).on("oracle-check-pk-validity"));
        var arn = emulated.create(Emulated.JANUARY, Emulated.CAREFUL);

        emulated.client.startReplicationTaskAssessmentRun(run -> run.replicationTaskArn(arn)
                .assessmentRunName("before")
                .serviceAccessRoleArn("arn:aws:iam::000000000000:role/dms")
                .resultLocationBucket("bucket"));

        await().untilAsserted(() -> assertThat(emulated.client
                        .describeReplicationTaskAssessmentRuns(all -> {})
                        .replicationTaskAssessmentRuns())
                .singleElement()
                .satisfies(run -> {
                    assertThat(run.status()).isEqualTo("failed");
                    assertThat(run.resultStatistic().failed()).isEqualTo(1);
                }));
    }

    private void start(String arn, String type) {
        emulated.client.startReplicationTask(
                start -> start.replicationTaskArn(arn).startReplicationTaskType(type));
    }
}
