package io.windowreload.component.aws2.dms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.component.aws2.dms.DmsStub.Reply;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.processor.idempotent.FileIdempotentRepository;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.model.InvalidResourceStateException;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.TableStatistics;

class Dms2ConsumerTest {
    private DmsStub stub;
    private ScriptedTasks tasks;
    private DefaultCamelContext camel;
    private final List<Message> told = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final Set<String> refused = new TreeSet<>();
    private final Set<String> rolledBack = new TreeSet<>();

    @BeforeEach
    void start() throws Exception {
        stub = new DmsStub();
        tasks = new ScriptedTasks(stub);
        camel = new DefaultCamelContext();
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
        stub.close();
    }

    @Test
    void the_first_poll_tells_how_things_stand_and_later_ones_only_what_changed() throws Exception {
        Dms2Consumer consumer = consumer("");
        tasks.task("a", "creating", 0).task("b", "stopped", 1);
        assertThat(poll(consumer)).containsExactly("a creating", "b stopped");
        assertThat(poll(consumer)).isEmpty();
        tasks.task("a", "ready", 0);
        assertThat(poll(consumer)).containsExactly("a ready");
    }

    @Test
    void a_change_carries_the_object_and_its_key_values() throws Exception {
        Dms2Consumer consumer = consumer("");
        tasks.task("a", "running", 1).table("a", "T", "Full load", 0);
        poll(consumer);
        tasks.table("a", "T", "Table completed", 9);
        poll(consumer);
        assertThat(told.get(0).getBody()).isInstanceOf(ReplicationTask.class);
        assertThat(told.get(0).getHeaders())
                .containsEntry(Dms2Constants.CHANGE, "taskStatus")
                .containsEntry(Dms2Constants.REPLICATION_TASK_ARN, "a")
                .containsEntry(Dms2Constants.REPLICATION_TASK_IDENTIFIER, "id-a")
                .containsEntry(Dms2Constants.REPLICATION_TASK_STATUS, "running")
                .doesNotContainKeys(Dms2Constants.PREVIOUS_STATE, Dms2Constants.TABLE_STATE);
        assertThat(told.get(2).getBody()).isInstanceOf(TableStatistics.class);
        assertThat(told.get(2).getHeaders())
                .containsEntry(Dms2Constants.CHANGE, "tableState")
                .containsEntry(Dms2Constants.REPLICATION_TASK_ARN, "a")
                .containsEntry(Dms2Constants.SCHEMA_NAME, "S")
                .containsEntry(Dms2Constants.TABLE_NAME, "T")
                .containsEntry(Dms2Constants.TABLE_STATE, "Table completed")
                .containsEntry(Dms2Constants.PREVIOUS_STATE, "Full load");
    }

    @Test
    void a_task_that_goes_from_starting_to_stopped_between_two_polls_is_told_as_stopped() throws Exception {
        Dms2Consumer consumer = consumer("");
        tasks.task("a", "starting", 1);
        poll(consumer);
        tasks.task("a", "stopped", 1);
        assertThat(poll(consumer)).containsExactly("a stopped");
    }

    @Test
    void a_task_that_ran_once_more_between_two_polls_is_told_as_stopped_once_more() throws Exception {
        Dms2Consumer consumer = consumer("");
        tasks.task("a", "stopped", 1);
        poll(consumer);
        tasks.task("a", "stopped", 2);
        assertThat(poll(consumer)).containsExactly("a stopped");
    }

    @Test
    void a_task_that_got_the_arn_of_a_deleted_one_is_told_also_after_a_restart() throws Exception {
        IdempotentRepository repository = MemoryIdempotentRepository.memoryIdempotentRepository();
        Dms2Consumer consumer = consumer("", repository);
        tasks.task("a", "ready", 0, 1);
        poll(consumer);
        tasks.task("a", "ready", 0, 2);
        assertThat(poll(consumer)).containsExactly("a ready");
        tasks.task("a", "ready", 0, 3);
        assertThat(poll(consumer("", repository))).containsExactly("a ready");
    }

    @Test
    void a_date_that_is_known_late_is_no_change() throws Exception {
        IdempotentRepository repository = MemoryIdempotentRepository.memoryIdempotentRepository();
        Dms2Consumer consumer = consumer("", repository);
        tasks.task("a", "stopped", 0);
        poll(consumer);
        tasks.task("a", "stopped", 1);
        assertThat(poll(consumer)).isEmpty();
        assertThat(poll(consumer("", repository))).isEmpty();
    }

    @Test
    void a_date_that_becomes_known_while_the_consumer_is_down_is_no_change() throws Exception {
        MemoryIdempotentRepository repository = new MemoryIdempotentRepository();
        tasks.task("a", "stopped", 0).table("a", "T", "Table completed", 0);
        assertThat(poll(consumer("", repository))).isNotEmpty();

        tasks.task("a", "stopped", 1).table("a", "T", "Table completed", 5);
        assertThat(poll(consumer("", repository))).isEmpty();
        assertThat(repository.getCache()).as("one key for each subject").hasSize(2);

        tasks.task("a", "stopped", 2);
        assertThat(poll(consumer("", repository))).containsExactly("a stopped");
    }

    @Test
    void an_exchange_that_is_marked_for_rollback_comes_again() throws Exception {
        Dms2Consumer consumer = consumer("");
        rolledBack.add("a ready");
        tasks.task("a", "ready", 0);
        assertThat(poll(consumer)).containsExactly("a ready");

        rolledBack.clear();
        assertThat(poll(consumer)).containsExactly("a ready");
        assertThat(poll(consumer)).isEmpty();
    }

    @Test
    void when_the_end_of_a_task_is_told_its_tables_have_been() throws Exception {
        Dms2Consumer consumer = consumer("");
        tasks.task("a", "running", 1).table("a", "T", "Full load", 0);
        assertThat(poll(consumer)).containsExactly("a running", "a T Full load");
        tasks.task("a", "stopped", 1).table("a", "T", "Table completed", 5).table("a", "U", "Table error", 0);
        assertThat(poll(consumer)).containsExactly("a T Table completed", "a U Table error", "a stopped");
    }

    @Test
    void a_table_that_was_loaded_twice_between_two_polls_is_told_twice() throws Exception {
        Dms2Consumer consumer = consumer("");
        tasks.task("a", "running", 1).table("a", "T", "Table completed", 5);
        poll(consumer);
        tasks.table("a", "T", "Table completed", 7);
        assertThat(poll(consumer)).containsExactly("a T Table completed");
    }

    @Test
    void statistics_that_come_after_the_end_of_the_task_are_told() throws Exception {
        Dms2Consumer consumer = consumer("");
        tasks.task("a", "stopped", 1).table("a", "T", "Full load", 0);
        poll(consumer);
        poll(consumer);
        tasks.table("a", "T", "Table completed", 5);
        assertThat(poll(consumer)).containsExactly("a T Table completed");
    }

    @Test
    void late_statistics_are_waited_for_anew_after_each_that_came() throws Exception {
        Dms2Consumer consumer = consumer("");
        tasks.task("a", "stopped", 1).table("a", "T", "Full load", 0).table("a", "U", "Full load", 0);
        for (String table : List.of("T", "U")) {
            for (int i = 0; i < 5; i++) {
                poll(consumer);
            }
            tasks.table("a", table, "Table completed", 5);
            assertThat(poll(consumer)).containsExactly("a " + table + " Table completed");
        }
    }

    @Test
    void the_tables_of_a_task_at_rest_are_not_asked_for_ever() throws Exception {
        Dms2Consumer consumer = consumer("");
        tasks.task("a", "stopped", 1).table("a", "T", "Table completed", 5);
        for (int i = 0; i < 30; i++) {
            poll(consumer);
        }
        assertThat(stub.requests())
                .filteredOn(r -> r.operation().equals("DescribeTableStatistics"))
                .hasSizeLessThan(10);
    }

    @Test
    void tables_are_left_out_on_request() throws Exception {
        Dms2Consumer consumer = consumer("tableStates=false");
        tasks.task("a", "running", 1).table("a", "T", "Full load", 0);
        assertThat(poll(consumer)).containsExactly("a running");
        assertThat(stub.requests()).extracting(DmsStub.Request::operation).containsOnly("DescribeReplicationTasks");
    }

    @Test
    void nothing_is_told_twice_after_a_restart_and_what_happened_meanwhile_is_told(@TempDir Path folder)
            throws Exception {
        File store = Files.createFile(folder.resolve("told")).toFile();
        tasks.task("a", "running", 1).table("a", "T", "Full load", 0).task("b", "stopped", 1);
        poll(consumer("", FileIdempotentRepository.fileIdempotentRepository(store)));
        camel.stop();
        tasks.table("a", "T", "Table completed", 5);
        camel = new DefaultCamelContext();
        camel.start();
        Dms2Consumer next = consumer("", FileIdempotentRepository.fileIdempotentRepository(store));
        assertThat(poll(next)).containsExactly("a T Table completed");
        tasks.task("a", "stopped", 1);
        assertThat(poll(next)).containsExactly("a stopped");
    }

    @Test
    void a_state_told_two_lives_ago_does_not_hide_the_return_to_it() throws Exception {
        IdempotentRepository repository = MemoryIdempotentRepository.memoryIdempotentRepository();
        for (String status : List.of("ready", "modifying", "ready", "modifying")) {
            tasks.task("a", status, 0);
            assertThat(poll(consumer("", repository))).containsExactly("a " + status);
        }
    }

    @Test
    void the_repository_holds_one_key_for_each_task_and_table() throws Exception {
        MemoryIdempotentRepository repository = new MemoryIdempotentRepository();
        Dms2Consumer consumer = consumer("", repository);
        for (String status : List.of("creating", "ready", "starting", "running", "stopped")) {
            tasks.task("a", status, 1).table("a", "T", "Full load", 0);
            poll(consumer);
        }
        assertThat(repository.getCache()).hasSize(2);
        tasks.delete("a");
        assertThat(poll(consumer)).containsExactly("a deleted");
        assertThat(repository.getCache()).isEmpty();
    }

    @Test
    void an_exchange_that_fails_comes_again_before_anything_later_of_its_task() throws Exception {
        Dms2Consumer consumer = consumer("", MemoryIdempotentRepository.memoryIdempotentRepository());
        refused.add("a T Table error");
        tasks.task("a", "stopped", 1).table("a", "T", "Table error", 0).task("b", "running", 1);
        assertThat(poll(consumer)).containsExactly("a T Table error", "b running");
        assertThat(poll(consumer)).containsExactly("a T Table error");
        assertThat(failures).hasSize(2).allSatisfy(failure -> assertThat(failure)
                .contains("it comes again"));
        refused.clear();
        assertThat(poll(consumer)).containsExactly("a T Table error", "a stopped");
        assertThat(poll(consumer)).isEmpty();
    }

    @Test
    void a_task_that_cannot_be_read_does_not_hide_the_others() throws Exception {
        Dms2Consumer consumer = consumer("");
        tasks.task("a", "running", 1).task("b", "running", 1);
        stub.on(
                "DescribeTableStatistics",
                body -> body.path("ReplicationTaskArn").asText().equals("a")
                        ? Reply.fault("AccessDeniedFault", "no")
                        : Reply.ok("{\"TableStatistics\":[]}"));
        assertThatThrownBy(() -> poll(consumer)).hasMessageContaining("no");
        assertThat(texts()).containsExactly("b running");
    }

    @Test
    void statistics_that_do_not_exist_yet_are_no_failure() throws Exception {
        Dms2Consumer consumer = consumer("");
        tasks.task("a", "starting", 1);
        stub.on("DescribeTableStatistics", body -> Reply.fault("InvalidResourceStateFault", "not yet"));
        assertThat(poll(consumer)).containsExactly("a starting");
    }

    @Test
    void a_task_that_is_gone_is_told_once_as_deleted() throws Exception {
        Dms2Consumer consumer = consumer("replicationTaskArn=a");
        assertThat(poll(consumer)).isEmpty();
        tasks.task("a", "ready", 0);
        assertThat(poll(consumer)).containsExactly("a ready");
        tasks.delete("a");
        assertThat(poll(consumer)).containsExactly("a deleted");
        assertThat(poll(consumer)).isEmpty();
    }

    @Test
    void a_missing_one_of_several_tasks_does_not_hide_the_others() throws Exception {
        Dms2Consumer consumer = consumer("filter.replication-task-arn=a,b");
        tasks.task("a", "ready", 0).task("b", "ready", 0);
        assertThat(poll(consumer)).containsExactly("a ready", "b ready");
        tasks.delete("a");
        assertThat(poll(consumer)).containsExactly("a deleted");
        tasks.task("b", "starting", 0);
        assertThat(poll(consumer)).containsExactly("b starting");
    }

    @Test
    void only_tasks_with_all_the_tags_are_told_and_a_change_of_status_looks_again() throws Exception {
        Dms2Consumer consumer = consumer("tag.Purpose=reload");
        tasks.task("a", "ready", 0).tag("a", "Purpose", "reload").task("b", "ready", 0);
        assertThat(poll(consumer)).containsExactly("a ready");
        tasks.tag("b", "Purpose", "reload");
        assertThat(poll(consumer)).isEmpty();
        tasks.task("b", "starting", 0);
        assertThat(poll(consumer)).containsExactly("b starting");
    }

    @Test
    void the_options_name_the_tasks_to_watch() throws Exception {
        poll(consumer("replicationTaskIdentifier=reload-1"));
        poll(consumer("replicationInstanceArn=arn:rep"));
        assertThat(stub.requests())
                .extracting(r -> r.body().path("Filters").toString())
                .containsExactly(
                        "[{\"Name\":\"replication-task-id\",\"Values\":[\"reload-1\"]}]",
                        "[{\"Name\":\"replication-instance-arn\",\"Values\":[\"arn:rep\"]}]");
    }

    @Test
    void a_failing_service_fails_the_poll() throws Exception {
        stub.on("DescribeReplicationTasks", body -> Reply.fault("InvalidResourceStateFault", "busy"));
        Dms2Consumer consumer = consumer("");
        assertThatThrownBy(() -> poll(consumer)).isInstanceOf(InvalidResourceStateException.class);
    }

    @Test
    void only_tasks_can_be_consumed() {
        String uri = stub.uri("").replace("aws2-dms:tasks", "aws2-dms:endpoints");
        assertThatThrownBy(() -> camel.getEndpoint(uri, Dms2Endpoint.class).createConsumer(exchange -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("aws2-dms:tasks instead of aws2-dms:endpoints");
    }

    private Dms2Consumer consumer(String options) throws Exception {
        return consumer(options, null);
    }

    /** A consumer of its own, whose polls the test makes itself. */
    private Dms2Consumer consumer(String options, IdempotentRepository repository) throws Exception {
        Dms2Endpoint endpoint = (Dms2Endpoint) camel.getComponent("aws2-dms").createEndpoint(stub.uri(options));
        endpoint.getConfiguration().setIdempotentRepository(repository);
        endpoint.start();
        Dms2Consumer consumer = (Dms2Consumer) endpoint.createConsumer(this::take);
        consumer.setStartScheduler(false);
        consumer.setExceptionHandler(new Failures());
        consumer.start();
        return consumer;
    }

    /** Where the log would be. */
    private final class Failures implements ExceptionHandler {
        @Override
        public void handleException(Throwable exception) {
            handleException(null, null, exception);
        }

        @Override
        public void handleException(String message, Throwable exception) {
            handleException(message, null, exception);
        }

        @Override
        public void handleException(String message, Exchange exchange, Throwable exception) {
            failures.add(message);
        }
    }

    private void take(Exchange exchange) {
        told.add(exchange.getMessage().copy());
        exchange.setRollbackOnly(rolledBack.contains(text(exchange.getMessage())));
        if (refused.contains(text(exchange.getMessage()))) {
            throw new IllegalStateException("refused by the test");
        }
    }

    private List<String> poll(Dms2Consumer consumer) throws Exception {
        int before = told.size();
        consumer.poll();
        return texts().subList(before, told.size());
    }

    private List<String> texts() {
        return told.stream().map(Dms2ConsumerTest::text).toList();
    }

    private static String text(Message message) {
        String arn = message.getHeader(Dms2Constants.REPLICATION_TASK_ARN, String.class);
        return "tableState".equals(message.getHeader(Dms2Constants.CHANGE))
                ? "%s %s %s"
                        .formatted(
                                arn,
                                message.getHeader(Dms2Constants.TABLE_NAME),
                                message.getHeader(Dms2Constants.TABLE_STATE))
                : arn + " " + message.getHeader(Dms2Constants.REPLICATION_TASK_STATUS);
    }
}
