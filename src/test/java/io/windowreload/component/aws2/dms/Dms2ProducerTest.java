package io.windowreload.component.aws2.dms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.component.aws2.dms.DmsStub.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationTaskResponse;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;
import software.amazon.awssdk.services.databasemigration.model.DeleteReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTasksResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeTableStatisticsResponse;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.InvalidResourceStateException;
import software.amazon.awssdk.services.databasemigration.model.TableStatistics;

class Dms2ProducerTest {
    private static final String TASK = "arn:aws:dms:eu-west-1:1:task:T";
    private static final String ONE_TASK = "{\"ReplicationTask\":{\"ReplicationTaskArn\":\"" + TASK
            + "\",\"Status\":\"creating\",\"ReplicationTaskCreationDate\":1735689600.25}}";

    private DmsStub stub;
    private DefaultCamelContext camel;
    private ProducerTemplate template;

    @BeforeEach
    void start() throws Exception {
        stub = new DmsStub();
        camel = new DefaultCamelContext();
        camel.start();
        template = camel.createProducerTemplate();
    }

    @AfterEach
    void stop() throws Exception {
        template.stop();
        camel.stop();
        stub.close();
    }

    @Test
    void creates_a_task_from_headers() {
        stub.on("CreateReplicationTask", ONE_TASK);
        Exchange answer = send(
                "operation=createReplicationTask",
                Map.of(
                        Dms2Constants.REPLICATION_TASK_IDENTIFIER, "reload-1",
                        Dms2Constants.SOURCE_ENDPOINT_ARN, "arn:src",
                        Dms2Constants.TARGET_ENDPOINT_ARN, "arn:tgt",
                        Dms2Constants.REPLICATION_INSTANCE_ARN, "arn:rep",
                        Dms2Constants.TABLE_MAPPINGS, "{\"rules\":[]}",
                        Dms2Constants.TAGS, Map.of("Purpose", "window-reload"),
                        Dms2Constants.CDC_START_TIME, "2025-01-01T01:00:00+01:00"));
        assertThat(answer.getException()).isNull();
        assertThat(stub.onlyRequest("CreateReplicationTask").toString())
                .isEqualTo("{\"ReplicationTaskIdentifier\":\"reload-1\",\"SourceEndpointArn\":\"arn:src\","
                        + "\"TargetEndpointArn\":\"arn:tgt\",\"ReplicationInstanceArn\":\"arn:rep\","
                        + "\"MigrationType\":\"full-load\",\"TableMappings\":\"{\\\"rules\\\":[]}\","
                        + "\"CdcStartTime\":1735689600.000,"
                        + "\"Tags\":[{\"Key\":\"Purpose\",\"Value\":\"window-reload\"}]}");
        assertThat(answer.getMessage().getBody()).isInstanceOf(CreateReplicationTaskResponse.class);
        assertThat(answer.getMessage().getHeaders())
                .containsEntry(Dms2Constants.REPLICATION_TASK_ARN, TASK)
                .containsEntry(Dms2Constants.REPLICATION_TASK_STATUS, "creating")
                .doesNotContainKey(Dms2Constants.STOP_REASON);
    }

    @Test
    void an_option_stands_in_for_a_missing_header_only() {
        stub.on("StartReplicationTask", ONE_TASK);
        String options = "operation=startReplicationTask&replicationTaskArn=arn:option";
        send(options, Map.of());
        send(
                options,
                Map.of(
                        Dms2Constants.REPLICATION_TASK_ARN, "arn:header",
                        Dms2Constants.START_REPLICATION_TASK_TYPE, "reload-target"));
        assertThat(stub.requests())
                .extracting(r -> r.body().toString())
                .containsExactly(
                        "{\"ReplicationTaskArn\":\"arn:option\",\"StartReplicationTaskType\":\"start-replication\"}",
                        "{\"ReplicationTaskArn\":\"arn:header\",\"StartReplicationTaskType\":\"reload-target\"}");
    }

    @Test
    void a_missing_value_names_its_header_and_its_option() {
        Exchange answer = send("operation=stopReplicationTask", Map.of(Dms2Constants.REPLICATION_TASK_ARN, " "));
        assertThat(answer.getException())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The header CamelAwsDmsReplicationTaskArn or the option replicationTaskArn must be specified");
        assertThat(stub.requests()).isEmpty();
    }

    @Test
    void pages_are_followed_to_the_last_and_leave_no_marker() {
        stub.on(
                "DescribeTableStatistics",
                body -> Reply.ok(
                        switch (body.path("Marker").asText()) {
                            case "" -> statistics("A", "m1");
                            case "m1" -> statistics("B", "m2");
                            default -> statistics("C", null);
                        }));
        Exchange answer = send(
                "operation=describeTableStatistics&followPages=true",
                Map.of(Dms2Constants.REPLICATION_TASK_ARN, TASK, Dms2Constants.MAX_RECORDS, "500"));
        DescribeTableStatisticsResponse response = answer.getMessage().getBody(DescribeTableStatisticsResponse.class);
        assertThat(response.tableStatistics())
                .extracting(TableStatistics::tableName)
                .containsExactly("A", "B", "C");
        assertThat(response.marker()).isNull();
        assertThat(answer.getMessage().getHeaders())
                .containsEntry(Dms2Constants.IS_TRUNCATED, false)
                .doesNotContainKey(Dms2Constants.NEXT_MARKER);
        assertThat(stub.requests())
                .allSatisfy(r -> assertThat(r.body().path("MaxRecords").asInt()).isEqualTo(500));
    }

    @Test
    void one_page_tells_where_the_next_begins() {
        stub.on("DescribeTableStatistics", statistics("A", "m1"));
        Exchange answer = send("operation=describeTableStatistics&replicationTaskArn=" + TASK, Map.of());
        assertThat(answer.getMessage().getHeaders())
                .containsEntry(Dms2Constants.IS_TRUNCATED, true)
                .containsEntry(Dms2Constants.NEXT_MARKER, "m1");
    }

    @Test
    void a_server_that_ignores_the_marker_is_not_asked_for_ever() {
        stub.on("DescribeTableStatistics", statistics("A", "m1"));
        Exchange answer =
                send("operation=describeTableStatistics&followPages=true&replicationTaskArn=" + TASK, Map.of());
        assertThat(answer.getException())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("m1");
    }

    @Test
    void filters_are_taken_as_map_and_as_objects_of_the_sdk() {
        stub.on("DescribeReplicationTasks", "{\"ReplicationTasks\":[]}");
        send(
                "operation=describeReplicationTasks",
                Map.of(Dms2Constants.FILTERS, Map.of("migration-type", List.of("cdc", "full-load"))));
        send(
                "operation=describeReplicationTasks",
                Map.of(
                        Dms2Constants.FILTERS,
                        List.of(Filter.builder()
                                .name("endpoint-arn")
                                .values("e")
                                .build())));
        send("operation=describeReplicationTasks&filter.replication-task-id=a,b", Map.of());
        assertThat(stub.requests())
                .extracting(r -> r.body().path("Filters").toString())
                .containsExactly(
                        "[{\"Name\":\"migration-type\",\"Values\":[\"cdc\",\"full-load\"]}]",
                        "[{\"Name\":\"endpoint-arn\",\"Values\":[\"e\"]}]",
                        "[{\"Name\":\"replication-task-id\",\"Values\":[\"a\",\"b\"]}]");
    }

    @Test
    void filters_that_are_not_understood_are_never_left_out() {
        for (Object filters : List.of("replication-task-id", List.of("x"), Map.of("replication-task-id", List.of()))) {
            Exchange answer = send("operation=describeReplicationTasks", Map.of(Dms2Constants.FILTERS, filters));
            assertThat(answer.getException())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Dms2Constants.FILTERS);
        }
        assertThat(stub.requests()).isEmpty();
    }

    @Test
    void a_task_is_looked_for_by_the_most_exact_name_and_by_the_header_first() {
        stub.on("DescribeReplicationTasks", "{\"ReplicationTasks\":[]}");
        String byOption = "operation=describeReplicationTasks&replicationTaskArn=arn:option&endpointArn=arn:e";
        send(byOption, Map.of());
        send(byOption, Map.of(Dms2Constants.REPLICATION_TASK_IDENTIFIER, "reload-1"));
        send(
                "operation=describeReplicationTasks",
                Map.of(Dms2Constants.REPLICATION_INSTANCE_ARN, "arn:rep", Dms2Constants.ENDPOINT_ARN, "arn:e"));
        assertThat(stub.requests())
                .extracting(r -> r.body().path("Filters").toString())
                .containsExactly(
                        "[{\"Name\":\"replication-task-arn\",\"Values\":[\"arn:option\"]}]",
                        "[{\"Name\":\"replication-task-id\",\"Values\":[\"reload-1\"]}]",
                        "[{\"Name\":\"replication-instance-arn\",\"Values\":[\"arn:rep\"]},"
                                + "{\"Name\":\"endpoint-arn\",\"Values\":[\"arn:e\"]}]");
    }

    @Test
    void the_status_of_an_earlier_answer_does_not_outlive_an_empty_one() {
        stub.on("DescribeReplicationTasks", "{\"ReplicationTasks\":[]}");
        Exchange answer = send(
                "operation=describeReplicationTasks",
                Map.of(Dms2Constants.REPLICATION_TASK_STATUS, "stopped", Dms2Constants.STOP_REASON, "x"));
        assertThat(answer.getMessage().getBody()).isInstanceOf(DescribeReplicationTasksResponse.class);
        assertThat(answer.getMessage().getHeaders())
                .doesNotContainKeys(Dms2Constants.REPLICATION_TASK_STATUS, Dms2Constants.STOP_REASON);
    }

    @Test
    void a_fault_of_aws_is_thrown_as_the_sdk_throws_it() {
        stub.on("DeleteReplicationTask", body -> Reply.fault("InvalidResourceStateFault", "it runs"));
        Exchange answer = send("operation=deleteReplicationTask&replicationTaskArn=" + TASK, Map.of());
        assertThat(answer.getException())
                .isExactlyInstanceOf(InvalidResourceStateException.class)
                .hasMessageContaining("it runs");
    }

    @Test
    void an_answer_without_details_does_not_hide_itself_behind_a_null_pointer() {
        stub.on("DeleteReplicationTask", body -> new Reply(403, ""));
        Exchange answer = send("operation=deleteReplicationTask&replicationTaskArn=" + TASK, Map.of());
        assertThat(answer.getException()).isExactlyInstanceOf(DatabaseMigrationException.class);
    }

    @Test
    void a_pojo_request_is_sent_as_it_is() {
        stub.on("DeleteReplicationTask", ONE_TASK);
        Object answer = template.requestBody(
                stub.uri("operation=deleteReplicationTask&pojoRequest=true"),
                DeleteReplicationTaskRequest.builder()
                        .replicationTaskArn("arn:pojo")
                        .build());
        assertThat(answer).isNotNull();
        assertThat(stub.onlyRequest("DeleteReplicationTask").toString())
                .isEqualTo("{\"ReplicationTaskArn\":\"arn:pojo\"}");
    }

    @Test
    void a_body_that_is_not_the_request_of_the_operation_is_refused() {
        String uri = stub.uri("operation=deleteReplicationTask&pojoRequest=true");
        assertThatThrownBy(() -> template.requestBody(uri, "text"))
                .rootCause()
                .hasMessage("Expected body of type " + DeleteReplicationTaskRequest.class.getName()
                        + " but was java.lang.String");
    }

    @Test
    void the_operation_header_wins_and_an_unknown_one_is_refused() {
        stub.on("DescribeConnections", "{\"Connections\":[{\"Status\":\"successful\"}]}");
        Exchange answer = send(
                "operation=deleteReplicationTask",
                Map.of(Dms2Constants.OPERATION, "describeConnections", Dms2Constants.ENDPOINT_ARN, "arn:e"));
        assertThat(answer.getMessage().getHeader(Dms2Constants.CONNECTION_STATUS))
                .isEqualTo("successful");
        assertThat(send("", Map.of(Dms2Constants.OPERATION, "dropEverything")).getException())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dropEverything");
    }

    @Test
    void requests_are_signed_for_dms_in_the_region() {
        stub.on("DescribeReplicationInstances", "{\"ReplicationInstances\":[]}");
        send("operation=describeReplicationInstances", Map.of());
        assertThat(stub.requests().get(0).headers().getFirst("Authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=key/")
                .contains("/eu-west-1/dms/");
    }

    private Exchange send(String options, Map<String, Object> headers) {
        return template.request(
                stub.uri(options), exchange -> exchange.getMessage().setHeaders(new HashMap<>(headers)));
    }

    private static String statistics(String table, String marker) {
        return "{\"ReplicationTaskArn\":\"%s\",\"TableStatistics\":[{\"TableName\":\"%s\"}]%s}"
                .formatted(TASK, table, marker == null ? "" : ",\"Marker\":\"" + marker + "\"");
    }
}
