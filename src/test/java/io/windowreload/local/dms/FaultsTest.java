package io.windowreload.local.dms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.http.ReceivedCall;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.databasemigration.model.InvalidResourceStateException;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.databasemigration.model.ResourceNotFoundException;

/** One test for each fault: what the client sees. */
class FaultsTest {
    private static final String DESCRIBE = "DescribeReplicationTasks";
    private final Emulated emulated = new Emulated();

    @AfterEach
    void close() {
        emulated.close();
    }

    @ParameterizedTest
    @CsvSource({
        "THROTTLE, ThrottlingException, 400",
        "ACCESS_DENIED, AccessDeniedException, 403",
        "INTERNAL_FAILURE, InternalFailure, 500",
        "SERVICE_UNAVAILABLE, ServiceUnavailable, 503"
    })
    void a_call_is_refused_as_often_as_asked_for_and_then_served(FaultKind kind, String code, int status) {
        add(Fault.of(kind).on(DESCRIBE).times(2));

        assertThat(Emulated.code(this::describe)).isEqualTo(code);
        assertThat(Emulated.code(() -> emulated.client.describeEndpoints())).isEqualTo("OK");
        assertThat(Emulated.code(this::describe)).isEqualTo(code);
        assertThat(Emulated.code(this::describe)).isEqualTo("OK");
        assertThat(emulated.dms.calls()).extracting(ReceivedCall::outcome).containsExactly(code, "OK", code, "OK");
    }

    @Test
    void a_dropped_connection_does_nothing() {
        add(Fault.of(FaultKind.DROP_CONNECTION).on("CreateReplicationTask"));

        assertThatThrownBy(() -> emulated.create(emulated.request("dropped").build()))
                .isInstanceOf(SdkClientException.class);
        assertThat(Emulated.code(
                        () -> emulated.create(emulated.request("dropped").build())))
                .isEqualTo("OK");
    }

    @Test
    void a_lost_answer_has_done_what_it_was_asked() {
        add(Fault.of(FaultKind.LOSE_ANSWER).on("CreateReplicationTask"));

        assertThatThrownBy(() -> emulated.create(emulated.request("lost").build()))
                .isInstanceOf(SdkClientException.class);
        assertThatThrownBy(() -> emulated.create(emulated.request("lost").build()))
                .isInstanceOf(ResourceAlreadyExistsException.class);
    }

    @Test
    void a_call_is_refused_with_the_code_that_is_asked_for() {
        add(Fault.of(FaultKind.REFUSE).on(DESCRIBE).text("ResourceQuotaExceededFault"));

        assertThat(Emulated.code(this::describe)).isEqualTo("ResourceQuotaExceededFault");
        assertThat(Emulated.code(this::describe)).isEqualTo("OK");
    }

    @Test
    void what_is_answered_slowly_is_done_all_the_same() {
        add(Fault.of(FaultKind.SLOW_ANSWER).on("CreateReplicationTask").delay(Duration.ofHours(1)));

        var answer = CompletableFuture.supplyAsync(() ->
                emulated.client.createReplicationTask(emulated.request("slow").build()));

        await().until(() -> emulated.client.describeReplicationTasks().replicationTasks().stream()
                .anyMatch(task -> task.replicationTaskIdentifier().equals("slow")));
        assertThat(answer).isNotDone();
    }

    @Test
    void slow_ready_keeps_a_task_in_creating() {
        add(Fault.of(FaultKind.SLOW_READY).on("slow").delay(Duration.ofHours(1)));

        var slow = emulated.client
                .createReplicationTask(emulated.request("slow").build())
                .replicationTask()
                .replicationTaskArn();
        emulated.create(emulated.request("quick").build());

        assertThat(emulated.task(slow).status()).isEqualTo("creating");
    }

    @Test
    void never_running_goes_from_starting_to_the_end() {
        add(Fault.of(FaultKind.NEVER_RUNNING));
        add(Fault.of(FaultKind.SLOW_LOAD).times(2).delay(Duration.ofMillis(100)));
        var arn = emulated.create(Emulated.JANUARY, Emulated.CAREFUL);
        var seen = new ArrayList<String>();

        emulated.start(arn);
        await().until(() -> {
            seen.add(emulated.task(arn).status());
            return seen.contains("stopped");
        });

        assertThat(seen).containsOnly("starting", "stopped");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NORMAL",
                "RECOVERABLE_ERROR",
                "FATAL_ERROR",
                "FULL_LOAD_ONLY_FINISHED",
                "STOPPED_AFTER_FULL_LOAD",
                "STOPPED_AFTER_CACHED_EVENTS",
                "EXPRESS_LICENSE_LIMITS_REACHED",
                "STOPPED_AFTER_DDL_APPLY",
                "STOPPED_DUE_TO_LOW_MEMORY",
                "STOPPED_DUE_TO_LOW_DISK",
                "STOPPED_AT_SERVER_TIME",
                "STOPPED_AT_COMMIT_TIME",
                "RECONFIGURATION_RESTART",
                "RECYCLE_TASK"
            })
    void a_stop_reason_of_ones_choice(String reason) {
        add(Fault.of(FaultKind.STOP_REASON).text(reason));

        var task = load();

        assertThat(task.status()).isEqualTo("stopped");
        assertThat(task.stopReason()).isEqualTo("Stop Reason " + reason);
    }

    @Test
    void a_failure_with_a_text_has_it_as_stop_reason_too() {
        add(Fault.of(FaultKind.FAIL).text("The replication instance ran out of luck."));

        var task = load();

        assertThat(task.status()).isEqualTo("failed");
        assertThat(task.lastFailureMessage())
                .isEqualTo("Last Error  The replication instance ran out of luck."
                        + " Stop Reason FATAL_ERROR Error Level FATAL");
        assertThat(task.stopReason()).isEqualTo(task.lastFailureMessage());
    }

    @Test
    void a_failed_move() {
        add(Fault.of(FaultKind.FAILED_MOVE));

        assertThat(load().status()).isEqualTo("failed-move");
    }

    @Test
    void a_move_that_fails() {
        var arn = emulated.create(Emulated.JANUARY, Emulated.CAREFUL);
        add(Fault.of(FaultKind.FAILED_MOVE));
        emulated.client.moveReplicationTask(move ->
                move.replicationTaskArn(arn).targetReplicationInstanceArn(emulated.dms.replicationInstanceArn()));

        emulated.awaitStatus(arn, "failed-move");
        emulated.client.deleteReplicationTask(delete -> delete.replicationTaskArn(arn));
    }

    @Test
    void a_slow_load_waits_before_each_batch() {
        add(Fault.of(FaultKind.SLOW_LOAD).on("ORDERS").delay(Duration.ofHours(1)));
        var arn = emulated.create(Emulated.JANUARY, Emulated.CAREFUL);
        emulated.start(arn);

        await().until(() -> emulated.statistics(arn, "CUSTOMERS").tableState().equals("Table completed"));
        assertThat(emulated.statistics(arn, "ORDERS").fullLoadRows()).isZero();
        assertThat(emulated.task(arn).status()).isEqualTo("running");
    }

    @Test
    void a_task_that_another_deletes_is_not_found() {
        add(Fault.of(FaultKind.DELETED_BY_ANOTHER));
        add(Fault.of(FaultKind.SLOW_LOAD).always().delay(Duration.ofHours(1)));
        var arn = emulated.create(Emulated.JANUARY, Emulated.CAREFUL);

        emulated.start(arn);

        await().untilAsserted(() ->
                assertThatThrownBy(() -> emulated.task(arn)).isInstanceOf(ResourceNotFoundException.class));
    }

    @Test
    void a_slow_delete_stays_in_deleting() {
        add(Fault.of(FaultKind.SLOW_DELETE).delay(Duration.ofHours(1)));
        var arn = emulated.create(Emulated.JANUARY, Emulated.CAREFUL);

        emulated.client.deleteReplicationTask(delete -> delete.replicationTaskArn(arn));

        assertThat(emulated.task(arn).status()).isEqualTo("deleting");
    }

    @Test
    void late_statistics_show_a_load_that_is_not_over() {
        add(Fault.of(FaultKind.LATE_STATISTICS).delay(Duration.ofSeconds(1)));

        var task = load();
        var early = emulated.statistics(task.replicationTaskArn(), "ORDERS");

        assertThat(task.replicationTaskStats().stopDate()).isNull();
        assertThat(early.tableState()).isEqualTo("Full load");
        await().untilAsserted(() -> assertThat(emulated.statistics(task.replicationTaskArn(), "ORDERS"))
                .satisfies(late -> {
                    assertThat(late.tableState()).isEqualTo("Table completed");
                    assertThat(late.fullLoadRows()).isGreaterThan(early.fullLoadRows());
                }));
    }

    @Test
    void a_table_error_stops_the_task_or_only_the_table_as_the_policy_says() {
        add(Fault.of(FaultKind.TABLE_ERROR).on("ORDERS").times(2).text("disk on fire"));

        var strict = load();
        assertThat(strict.status()).isEqualTo("failed");
        assertThat(strict.lastFailureMessage()).contains("disk on fire");

        var lenient = emulated.load(
                Emulated.JANUARY, "{\"FullLoadSettings\":{\"TargetTablePrepMode\":\"TRUNCATE_BEFORE_LOAD\"}}");
        assertThat(lenient.stopReason()).isEqualTo("Stop Reason FULL_LOAD_ONLY_FINISHED");
        assertThat(lenient.replicationTaskStats().tablesErrored()).isEqualTo(1);
        assertThat(emulated.statistics(lenient.replicationTaskArn(), "ORDERS").tableState())
                .isEqualTo("Table error");
    }

    @Test
    void fewer_rows_are_there_than_reported() {
        add(Fault.of(FaultKind.FEWER_ROWS).on("ORDERS").rows(3));

        var arn = load().replicationTaskArn();

        assertThat(emulated.statistics(arn, "ORDERS").fullLoadRows())
                .isEqualTo(3 + Long.parseLong(emulated.target("select count(*) from staging.orders")));
    }

    @Test
    void rows_outside_of_the_window_come_too() {
        add(Fault.of(FaultKind.IGNORE_FILTERS).on("ORDERS"));

        load();

        assertThat(emulated.target("select count(*) from staging.orders")).isEqualTo("120");
        assertThat(emulated.target("select count(*) from staging.customers")).isNotEqualTo("60");
    }

    @Test
    void an_untested_connection_is_not_listed_and_lets_no_task_start_until_it_is_tested() {
        add(Fault.of(FaultKind.UNTESTED_CONNECTION).on("source").always());
        var arn = emulated.create(Emulated.JANUARY, Emulated.CAREFUL);

        assertThat(emulated.client.describeConnections().connections()).hasSize(1);
        assertThatThrownBy(() -> emulated.start(arn))
                .isInstanceOf(InvalidResourceStateException.class)
                .hasMessageContaining(
                        "Test connection for replication instance local-instance and endpoint local-source "
                                + "should be successful for starting the replication task");
        test(emulated.dms.sourceEndpointArn());
        await().until(() -> emulated.client.describeConnections().connections().stream()
                .allMatch(connection -> connection.status().equals("successful")));
        assertThat(Emulated.code(() -> emulated.start(arn))).isEqualTo("OK");
    }

    @Test
    void a_failed_connection_tells_why() {
        add(Fault.of(FaultKind.FAILED_CONNECTION).on("target").text("no route to host"));

        test(emulated.dms.targetEndpointArn());

        await().untilAsserted(
                        () -> assertThat(emulated.client.describeConnections().connections())
                                .anySatisfy(connection -> {
                                    assertThat(connection.status()).isEqualTo("failed");
                                    assertThat(connection.lastFailureMessage()).contains("no route to host");
                                }));
    }

    @Test
    void a_full_instance_says_so() {
        add(Fault.of(FaultKind.INSTANCE_STATUS));

        assertThat(emulated.client.describeReplicationInstances().replicationInstances())
                .singleElement()
                .satisfies(instance ->
                        assertThat(instance.replicationInstanceStatus()).isEqualTo("storage-full"));
    }

    @Test
    void faults_are_given_over_http_too() throws Exception {
        var http = HttpClient.newHttpClient();
        var faults = emulated.dms.endpoint().resolve("/_emulator/faults");
        var fault = "{\"fault\":\"throttle\",\"on\":\"DescribeReplicationTasks\",\"times\":1}";
        var added = http.send(
                HttpRequest.newBuilder(faults)
                        .POST(BodyPublishers.ofString(fault))
                        .build(),
                BodyHandlers.ofString());

        assertThat(added.body()).contains("\"throttle\"");
        assertThat(Emulated.code(this::describe)).isEqualTo("ThrottlingException");
        assertThat(emulated.dms.faults().waiting()).isEmpty();
    }

    private void add(Fault fault) {
        emulated.dms.faults().add(fault);
    }

    private void describe() {
        emulated.client.describeReplicationTasks();
    }

    private ReplicationTask load() {
        return emulated.load(Emulated.JANUARY, Emulated.CAREFUL);
    }

    private void test(String endpointArn) {
        emulated.client.testConnection(
                test -> test.endpointArn(endpointArn).replicationInstanceArn(emulated.dms.replicationInstanceArn()));
    }
}
