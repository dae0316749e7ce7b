package io.windowreload.component.aws2.dms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.local.dms.Emulated;
import io.windowreload.local.dms.http.ReceivedCall;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTasksResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeTableStatisticsResponse;
import software.amazon.awssdk.services.databasemigration.model.InvalidResourceStateException;
import software.amazon.awssdk.services.databasemigration.model.ResourceNotFoundException;
import software.amazon.awssdk.services.databasemigration.model.TableStatistics;

/** The component with the emulator of DMS, which moves real rows into a real PostgreSQL. */
class Dms2EmulatorTest {
    private final Emulated emulated = new Emulated();
    private final CamelOnEmulator camel = new CamelOnEmulator(emulated);

    @AfterEach
    void stop() {
        camel.close();
        emulated.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "xml", "java"})
    void the_example_of_the_page_loads_real_rows_and_leaves_no_task(String language) throws Exception {
        if (language.equals("java")) {
            camel.camel.addRoutes(new LoadOnce());
        } else {
            String example = DocsPage.read().blocks(language).get(0);
            PluginHelper.getRoutesLoader(camel.camel)
                    .loadRoutes(ResourceHelper.fromString("load-once.camel." + language, example));
        }
        camel.camel.start();

        await().until(() -> isGone("load-once"));
        assertThat(emulated.target("select count(*) from staging.\"CUSTOMERS\""))
                .isEqualTo("60");
        assertThat(emulated.dms.calls())
                .extracting(ReceivedCall::operation)
                .containsSubsequence("CreateReplicationTask", "StartReplicationTask", "DeleteReplicationTask");
    }

    @Test
    void the_end_of_a_task_is_told_after_that_of_its_tables() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        camel.camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("aws2-dms:tasks?replicationTaskIdentifier=watched")
                        .process(exchange -> told.add(change(exchange.getMessage())))
                        .filter(header(Dms2Constants.REPLICATION_TASK_STATUS).isEqualTo("ready"))
                        .to("aws2-dms:x?operation=startReplicationTask");
            }
        });
        camel.camel.start();
        send("createReplicationTask&replicationTaskIdentifier=watched&tableMappings=classpath:mappings.json", Map.of());

        await().until(() -> told.contains("taskStatus stopped"));
        assertThat(told)
                .doesNotHaveDuplicates()
                .containsSubsequence("taskStatus ready", "tableState Table completed", "taskStatus stopped");
    }

    @Test
    void a_producer_asks_for_instances_connections_tasks_and_tables() throws Exception {
        camel.camel.start();
        assertThat(send("describeReplicationInstances", Map.of()).getException())
                .isNull();
        assertThat(send("describeConnections", Map.of()).getException()).isNull();

        String cdc = emulated.dms.cdcTaskArn();
        DescribeReplicationTasksResponse tasks = send(
                        "describeReplicationTasks&followPages=true&replicationTaskArn=" + cdc, Map.of())
                .getMessage()
                .getBody(DescribeReplicationTasksResponse.class);
        assertThat(tasks.replicationTasks()).singleElement().satisfies(task -> assertThat(task.status())
                .isEqualTo("running"));

        DescribeTableStatisticsResponse tables = send(
                        "describeTableStatistics&followPages=true", Map.of(Dms2Constants.REPLICATION_TASK_ARN, cdc))
                .getMessage()
                .getBody(DescribeTableStatisticsResponse.class);
        assertThat(tables.tableStatistics())
                .extracting(TableStatistics::schemaName)
                .containsOnly("SOURCE_SCHEMA");
    }

    @Test
    void what_dms_refuses_is_thrown_as_the_sdk_throws_it_also_a_code_that_no_model_has() throws Exception {
        camel.camel.start();
        Map<String, Object> cdc = Map.of(Dms2Constants.REPLICATION_TASK_ARN, emulated.dms.cdcTaskArn());
        assertThat(send("deleteReplicationTask", cdc).getException())
                .isExactlyInstanceOf(InvalidResourceStateException.class);
        assertThat(send("startReplicationTask&replicationTaskArn=arn:nobody", Map.of())
                        .getException())
                .isExactlyInstanceOf(ResourceNotFoundException.class);
        assertThat(send("createReplicationTask&replicationTaskIdentifier=x&tableMappings=RAW({)", Map.of())
                        .getException())
                .isInstanceOfSatisfying(
                        DatabaseMigrationException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidParameterValueException"));
    }

    private Exchange send(String operation, Map<String, Object> headers) throws Exception {
        try (ProducerTemplate template = camel.camel.createProducerTemplate()) {
            return template.request(
                    "aws2-dms:x?operation=" + operation,
                    exchange -> exchange.getMessage().getHeaders().putAll(headers));
        }
    }

    private boolean isGone(String identifier) throws Exception {
        Exchange answer = send("describeReplicationTasks&replicationTaskIdentifier=" + identifier, Map.of());
        return answer.getException() instanceof ResourceNotFoundException
                && emulated.dms.calls().stream()
                        .anyMatch(call -> call.operation().equals("DeleteReplicationTask"));
    }

    private static String change(Message message) {
        String kind = message.getHeader(Dms2Constants.CHANGE, String.class);
        return kind + " "
                + message.getHeader(
                        kind.equals("tableState") ? Dms2Constants.TABLE_STATE : Dms2Constants.REPLICATION_TASK_STATUS);
    }
}
