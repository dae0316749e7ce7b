package io.windowreload.component.aws2.dms;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.component.aws2.dms.DmsStub.Reply;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkException;

/** What a route may put into a message, and what a server may answer, that makes no sense. */
class Dms2BadInputTest {
    private static final String ALL = "replicationTaskArn=a&resourceArn=a&replicationConfigArn=a"
            + "&replicationConfigIdentifier=c&sourceEndpointArn=s&targetEndpointArn=t&replicationInstanceArn=i"
            + "&replicationTaskIdentifier=t&tableMappings=RAW({})";

    private DmsStub stub;
    private DefaultCamelContext camel;

    @BeforeEach
    void start() throws Exception {
        stub = new DmsStub();
        camel = new DefaultCamelContext();
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
        stub.close();
    }

    static Stream<Arguments> senselessHeaders() {
        return Stream.of(
                header("describeReplicationTasks", Dms2Constants.OPERATION, 5),
                header("describeReplicationTasks", Dms2Constants.OPERATION, List.of("a", "b")),
                header("describeReplicationTasks", Dms2Constants.MAX_RECORDS, "many"),
                header("describeReplicationTasks", Dms2Constants.MAX_RECORDS, Map.of("a", 1)),
                header("describeReplicationTasks", Dms2Constants.FOLLOW_PAGES, "perhaps"),
                header("describeReplicationTasks", Dms2Constants.WITHOUT_SETTINGS, "perhaps"),
                header("describeReplicationTasks", Dms2Constants.FILTERS, 5),
                header("describeReplicationTasks", Dms2Constants.FILTERS, List.of(5)),
                header("startReplicationTask", Dms2Constants.CDC_START_TIME, "yesterday"),
                header("startReplicationTask", Dms2Constants.CDC_START_TIME, "2025-01-01T00:00:00"),
                header("startReplicationTask", Dms2Constants.CDC_START_TIME, 1735689600),
                header("describeEvents", Dms2Constants.DURATION, "an hour"),
                header("describeEvents", Dms2Constants.END_TIME, new Object[0]),
                header("addTagsToResource", Dms2Constants.TAGS, "Purpose=reload"),
                header("addTagsToResource", Dms2Constants.TAGS, List.of("Purpose")),
                header("reloadTables", Dms2Constants.TABLES_TO_RELOAD, "ORDERS"),
                header("reloadTables", Dms2Constants.TABLES_TO_RELOAD, 5),
                header("reloadTables", Dms2Constants.TABLES_TO_RELOAD, Map.of("S", List.of())),
                header("createReplicationConfig", Dms2Constants.COMPUTE_CONFIG, "small"),
                header("createReplicationConfig", Dms2Constants.COMPUTE_CONFIG, Map.of("size", 4)),
                header("createReplicationConfig", Dms2Constants.COMPUTE_CONFIG, Map.of("maxCapacityUnits", "many")));
    }

    private static Arguments header(String operation, String name, Object value) {
        return Arguments.of(operation, name, value);
    }

    @ParameterizedTest
    @MethodSource("senselessHeaders")
    void a_header_that_makes_no_sense_is_named_and_nothing_is_sent(String operation, String header, Object value)
            throws Exception {
        assertThat(send(operation, Map.of(header, value)).getException())
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(header);
        assertThat(stub.requests()).isEmpty();
    }

    static Stream<String> senselessAnswers() {
        return Stream.of(
                "<html>gateway</html>",
                "{\"ReplicationTasks\":",
                "{\"ReplicationTasks\":\"none\"}",
                "{\"ReplicationTasks\":[5]}",
                "{\"ReplicationTasks\":[{\"ReplicationTaskCreationDate\":\"2025-01-01T00:00:00.000000Z\"}]}",
                "[".repeat(100_000));
    }

    @ParameterizedTest
    @MethodSource("senselessAnswers")
    void an_answer_that_makes_no_sense_fails_the_exchange_and_not_the_endpoint(String answer) throws Exception {
        stub.on("DescribeReplicationTasks", answer);
        assertThat(send("describeReplicationTasks", Map.of()).getException()).isInstanceOf(SdkException.class);

        stub.on("DescribeReplicationTasks", "{\"ReplicationTasks\":[{\"Status\":\"ready\"}]}");
        Exchange next = send("describeReplicationTasks", Map.of());
        assertThat(next.getException()).isNull();
        assertThat(next.getMessage().getHeader(Dms2Constants.REPLICATION_TASK_STATUS))
                .isEqualTo("ready");
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 413, 500, 503})
    void an_error_page_is_the_exception_of_the_sdk_with_its_status(int status) throws Exception {
        stub.on("DescribeReplicationTasks", body -> new Reply(status, "<html>no</html>"));
        assertThat(send("describeReplicationTasks&retryMode=STANDARD", Map.of()).getException())
                .isInstanceOf(SdkException.class)
                .hasMessageContaining(String.valueOf(status));
    }

    @Test
    void an_answer_without_anything_is_an_empty_response() throws Exception {
        stub.on("StopReplicationTask", "{}");
        Exchange answer = send("stopReplicationTask", Map.of(Dms2Constants.REPLICATION_TASK_STATUS, "running"));
        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getHeaders())
                .as("nothing of an earlier answer is taken for this one's")
                .doesNotContainKeys(Dms2Constants.REPLICATION_TASK_STATUS, Dms2Constants.STOP_REASON);
    }

    @Test
    void an_answer_of_10_mb_is_read() throws Exception {
        stub.on(
                "DescribeReplicationTasks",
                "{\"ReplicationTasks\":[{\"Status\":\"ready\",\"TableMappings\":\"%s\"}]}"
                        .formatted("x".repeat(10 << 20)));
        assertThat(send("describeReplicationTasks", Map.of())
                        .getMessage()
                        .getHeader(Dms2Constants.REPLICATION_TASK_STATUS))
                .isEqualTo("ready");
    }

    private Exchange send(String operation, Map<String, Object> headers) throws Exception {
        try (ProducerTemplate template = camel.createProducerTemplate()) {
            return template.request(
                    stub.uri("operation=" + operation + "&" + ALL),
                    exchange -> exchange.getMessage().getHeaders().putAll(headers));
        }
    }
}
