package io.windowreload.component.aws2.dms;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.local.dms.Emulated;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.processor.idempotent.FileIdempotentRepository;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.model.ResourceNotFoundException;
import software.amazon.awssdk.services.databasemigration.model.Tag;

/** The consumer on the emulator, where tasks live their own life; each test makes the polls itself. */
class Dms2ConsumerEmulatorTest {
    private final Emulated emulated = new Emulated();
    private final CamelOnEmulator first = new CamelOnEmulator(emulated);
    private final List<String> told = new ArrayList<>();

    @AfterEach
    void close() {
        first.close();
        emulated.close();
    }

    @Test
    void tasks_are_watched_by_arn_by_identifier_by_instance_and_by_tag() throws Exception {
        String wanted = created("wanted", "reload");
        created("other", "something-else");

        assertThat(told(consumer("replicationTaskArn=" + wanted))).containsExactly("wanted ready");
        assertThat(told(consumer("replicationTaskIdentifier=wanted"))).containsExactly("wanted ready");
        assertThat(told(consumer("tag.Purpose=reload"))).containsExactly("wanted ready");
        assertThat(told(consumer("tableStates=false&replicationInstanceArn=" + emulated.dms.replicationInstanceArn())))
                .containsExactlyInAnyOrder("wanted ready", "other ready", "local-cdc running");
        assertThat(told(consumer("filter.migration-type=full-load&tag.Purpose=something-else")))
                .containsExactly("other ready");
        assertThat(told(consumer("tag.Purpose=reload&tag.Owner=nobody"))).isEmpty();
    }

    @Test
    void a_task_of_another_name_is_waited_for() throws Exception {
        Dms2Consumer consumer = consumer("replicationTaskIdentifier=later");
        assertThat(told(consumer)).isEmpty();

        created("later", "reload");
        assertThat(told(consumer)).containsExactly("later ready");
    }

    @Test
    void a_run_from_starting_to_stopped_between_two_polls_is_told_with_its_tables() throws Exception {
        String arn = created("swift", "reload");
        Dms2Consumer consumer = consumer("replicationTaskArn=" + arn);
        assertThat(told(consumer)).containsExactly("swift ready");

        emulated.dms.faults().add(Fault.of(FaultKind.NEVER_RUNNING));
        emulated.start(arn);
        emulated.awaitEnd(arn);
        List<String> changes = told(consumer);
        assertThat(changes.subList(0, 2))
                .containsExactlyInAnyOrder("swift CUSTOMERS Table completed", "swift ORDERS Table completed");
        assertThat(changes.subList(2, changes.size())).containsExactly("swift stopped");
        assertThat(told(consumer)).isEmpty();
    }

    @Test
    void a_second_run_that_begins_and_ends_between_two_polls_is_told_again() throws Exception {
        String arn = created("again", "reload");
        emulated.start(arn);
        emulated.awaitEnd(arn);
        Dms2Consumer consumer = consumer("tableStates=false&replicationTaskArn=" + arn);
        assertThat(told(consumer)).containsExactly("again stopped");

        emulated.client.startReplicationTask(
                start -> start.replicationTaskArn(arn).startReplicationTaskType("reload-target"));
        emulated.awaitEnd(arn);
        assertThat(told(consumer)).containsExactly("again stopped");
    }

    @Test
    void late_statistics_are_told_when_they_come() throws Exception {
        String arn = created("late", "reload");
        emulated.dms.faults().add(Fault.of(FaultKind.LATE_STATISTICS).delay(Duration.ofMillis(300)));
        Dms2Consumer consumer = consumer("replicationTaskArn=" + arn);
        emulated.start(arn);
        emulated.awaitEnd(arn);
        assertThat(told(consumer)).contains("late stopped").doesNotContain("late ORDERS Table completed");

        Awaitility.await()
                .until(() -> emulated.statistics(arn, "ORDERS").tableState().equals("Table completed"));
        assertThat(told(consumer)).contains("late ORDERS Table completed").doesNotContain("late stopped");
    }

    @Test
    void nothing_is_said_twice_after_a_restart_and_nothing_is_left_out(@TempDir Path folder) throws Exception {
        File store = Files.createFile(folder.resolve("told")).toFile();
        String arn = created("kept", "reload");
        String options = "tag.Purpose=reload";
        assertThat(told(first.consumer(options, file(store), this::take))).containsExactly("kept ready");
        first.close();

        emulated.start(arn);
        emulated.awaitEnd(arn);
        try (CamelOnEmulator second = new CamelOnEmulator(emulated)) {
            assertThat(told(second.consumer(options, file(store), this::take)))
                    .containsExactlyInAnyOrder(
                            "kept CUSTOMERS Table completed", "kept ORDERS Table completed", "kept stopped");
        }
        try (CamelOnEmulator third = new CamelOnEmulator(emulated)) {
            assertThat(told(third.consumer(options, file(store), this::take))).isEmpty();
        }
    }

    @Test
    void a_deleted_task_is_told_once_and_one_that_only_left_the_filters_is_not() throws Exception {
        String deleted = created("deleted", "reload");
        String modified = created("modified", "reload");
        Dms2Consumer consumer = consumer("filter.migration-type=full-load");
        assertThat(told(consumer)).containsExactlyInAnyOrder("deleted ready", "modified ready");

        emulated.client.modifyReplicationTask(
                modify -> modify.replicationTaskArn(modified).migrationType("cdc"));
        emulated.client.deleteReplicationTask(delete -> delete.replicationTaskArn(deleted));
        Awaitility.await().until(() -> isGone(deleted));
        assertThat(told(consumer)).containsExactly("deleted deleted");
        assertThat(told(consumer)).isEmpty();
    }

    private boolean isGone(String arn) {
        try {
            emulated.task(arn);
            return false;
        } catch (ResourceNotFoundException e) {
            return true;
        }
    }

    private String created(String identifier, String purpose) {
        return emulated.create(emulated.request(identifier)
                .tags(Tag.builder().key("Purpose").value(purpose).build())
                .build());
    }

    private Dms2Consumer consumer(String options) throws Exception {
        return first.consumer(options, null, this::take);
    }

    private static IdempotentRepository file(File store) {
        return FileIdempotentRepository.fileIdempotentRepository(store);
    }

    private void take(Exchange exchange) {
        Message message = exchange.getMessage();
        told.add(Stream.of(
                        message.getHeader(Dms2Constants.REPLICATION_TASK_IDENTIFIER),
                        message.getHeader(Dms2Constants.TABLE_NAME),
                        message.getHeader(
                                message.getHeader(Dms2Constants.CHANGE).equals(Dms2Consumer.TABLE_STATE)
                                        ? Dms2Constants.TABLE_STATE
                                        : Dms2Constants.REPLICATION_TASK_STATUS))
                .filter(part -> part != null)
                .map(String::valueOf)
                .reduce((one, other) -> one + " " + other)
                .orElseThrow());
    }

    /** What one poll tells. */
    private List<String> told(Dms2Consumer consumer) throws Exception {
        int before = told.size();
        consumer.poll();
        return List.copyOf(told.subList(before, told.size()));
    }
}
