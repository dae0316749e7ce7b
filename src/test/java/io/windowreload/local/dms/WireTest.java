package io.windowreload.local.dms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.local.dms.load.JdbcAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;

/** What crosses the wire, in raw HTTP: good and bad. */
class WireTest {
    private static final JdbcAddress NOWHERE = JdbcAddress.of("jdbc:h2:mem:nowhere");

    private static DmsEmulator dms;

    private final RawCalls calls = new RawCalls(dms.endpoint());

    @BeforeAll
    static void start() {
        dms = DmsEmulator.start(EmulatorOptions.of(NOWHERE, NOWHERE));
    }

    @AfterAll
    static void stop() {
        dms.close();
    }

    @Test
    void an_answer_has_the_content_type_a_request_id_and_epoch_seconds() throws Exception {
        var answer = call("DescribeReplicationTasks", "{}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/x-amz-json-1.1");
        assertThat(answer.headers().firstValue("x-amzn-requestid")).isPresent();
        var task = json(answer).path("ReplicationTasks").path(0);
        assertThat(task.path("ReplicationTaskCreationDate").isNumber()).isTrue();
        assertThat(task.has("LastFailureMessage"))
                .as("absent members are left out")
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DescribeReplicationTasks | not json                                  | 400 | SerializationException
            DescribeReplicationTasks | []                                        | 400 | SerializationException
            DescribeReplicationTasks | "text"                                    | 400 | SerializationException
            DescribeReplicationTasks | {} {}                                     | 400 | SerializationException
            DescribeReplicationTasks | {"MaxRecords":"20"}                       | 400 | SerializationException
            DescribeReplicationTasks | {"MaxRecords":20.5}                       | 400 | SerializationException
            DescribeReplicationTasks | {"MaxRecords":19}                         | 400 | InvalidParameterValueException
            DescribeReplicationTasks | {"MaxRecords":101}                        | 400 | InvalidParameterValueException
            DescribeReplicationTasks | {"Marker":"nonsense"}                     | 400 | InvalidParameterValueException
            DescribeEvents           | {"StartTime":1e999}                       | 400 | SerializationException
            DescribeEvents           | {"EndTime":99999999999999999999}          | 400 | SerializationException
            DescribeEvents           | {"StartTime":"2025-01-01T00:00:00Z"}      | 400 | SerializationException
            DescribeReplicationTasks | {"Filters":"x"}                           | 400 | SerializationException
            DescribeReplicationTasks | {"Filters":["x"]}                         | 400 | SerializationException
            DescribeReplicationTasks | {"Filters":[{"Name":"x","Values":["y"]}]} | 400 | InvalidParameterValueException
            DescribeReplicationTasks | {"Filters":[{"Values":["y"]}]}            | 400 | InvalidParameterValueException
            StartReplicationTask     | {}                                        | 400 | InvalidParameterValueException
            StartReplicationTask     | {"ReplicationTaskArn":5}                  | 400 | SerializationException
            StartReplicationTask     | {"ReplicationTaskArn":"nobody"}           | 400 | ResourceNotFoundFault
            CreateReplicationTask    | {"ReplicationTaskIdentifier":"a--b"}      | 400 | InvalidParameterValueException
            DescribeTableStatistics  | {"ReplicationTaskArn":["x"]}              | 400 | SerializationException
            NoSuchOperation          | {}                                        | 404 | UnknownOperationException
            """)
    void bad_input_is_answered_with_an_error_of_aws(String operation, String body, int status, String code)
            throws Exception {
        assertError(call(operation, body), status, code);
    }

    @Test
    void a_missing_target_and_a_get_are_unknown_operations() throws Exception {
        assertError(send(request().POST(BodyPublishers.ofString("{}"))), 404, "UnknownOperationException");
        assertError(send(request().GET()), 404, "UnknownOperationException");
        assertError(
                send(calls.request("/somewhere")
                        .header("X-Amz-Target", "AmazonDMSv20160101.DescribeEvents")
                        .GET()),
                404,
                "UnknownOperationException");
    }

    @Test
    void a_body_of_10_mb_is_too_large() throws Exception {
        assertError(call("DescribeReplicationTasks", "x".repeat(10 << 20)), 413, "RequestEntityTooLargeException");
    }

    @Test
    void faults_of_10_mb_are_too_large_as_well() {
        var faults = send(calls.request("/_emulator/faults").POST(BodyPublishers.ofString("x".repeat(10 << 20))));
        assertThat(faults.statusCode()).isEqualTo(413);
    }

    @Test
    void it_listens_on_the_loopback_interface_only() throws Exception {
        var port = dms.endpoint().getPort();
        var outside = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && address instanceof Inet4Address)
                .findFirst();
        assumeTrue(outside.isPresent(), "SKIPPED: this machine has the loopback interface alone");
        try (var socket = new Socket()) {
            assertThatThrownBy(() -> socket.connect(new InetSocketAddress(outside.get(), port), 2_000))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void the_latency_of_change_capture_is_told() throws Exception {
        var lagging = EmulatorOptions.of(NOWHERE, NOWHERE).cdcLatency(() -> Duration.ofMillis(7_500));
        try (var emulator = DmsEmulator.start(lagging)) {
            var elsewhere = new RawCalls(emulator.endpoint());
            var metrics =
                    json(elsewhere.send(elsewhere.request("/_emulator/metrics").GET()));
            assertThat(metrics.path("CDCLatencySource").asDouble()).isEqualTo(7.5);
            assertThat(metrics.path("CDCLatencyTarget").asDouble()).isEqualTo(7.5);
        }
    }

    @Test
    void deeply_nested_json_is_refused() throws Exception {
        assertError(call("DescribeReplicationTasks", "[".repeat(50_000)), 400, "SerializationException");
    }

    @Test
    void a_request_without_a_signature_and_one_with_nonsense_are_refused() throws Exception {
        var unsigned = request().header("X-Amz-Target", "AmazonDMSv20160101.DescribeReplicationTasks");
        assertError(send(unsigned.POST(BodyPublishers.ofString("{}"))), 403, "MissingAuthenticationTokenException");
        var nonsense = unsigned.copy().header("Authorization", "Basic abc");
        assertError(send(nonsense.POST(BodyPublishers.ofString("{}"))), 400, "IncompleteSignatureException");
    }

    @Test
    void a_signature_for_another_service_is_refused() throws Exception {
        var elsewhere = request()
                .header("X-Amz-Target", "AmazonDMSv20160101.DescribeReplicationTasks")
                .header("Authorization", RawCalls.SIGNED.replace("/dms/", "/s3/"));
        assertError(send(elsewhere.POST(BodyPublishers.ofString("{}"))), 403, "InvalidSignatureException");
    }

    @Test
    void a_signature_of_yesterday_is_refused() throws Exception {
        var signed = calls.request("/")
                .header("X-Amz-Target", "AmazonDMSv20160101.DescribeReplicationTasks")
                .header("Authorization", RawCalls.SIGNED.replace("ANY", "test"));
        var expired = signed.copy().header("X-Amz-Date", "20250101T000000Z");
        assertError(send(expired.POST(BodyPublishers.ofString("{}"))), 403, "InvalidSignatureException");
        var undated = signed.copy().header("X-Amz-Date", "yesterday");
        assertError(send(undated.POST(BodyPublishers.ofString("{}"))), 400, "IncompleteSignatureException");
    }

    @Test
    void a_known_key_with_the_wrong_secret_is_refused_and_with_the_right_one_served() {
        assertThat(Emulated.code(() -> describeAs("test", "wrong"))).isEqualTo("InvalidSignatureException");
        assertThat(Emulated.code(() -> describeAs("test", "test"))).isEqualTo("OK");
        assertThat(Emulated.code(() -> describeAs("anybody", "anything"))).isEqualTo("OK");
    }

    private static void describeAs(String key, String secret) {
        try (var client = DatabaseMigrationClient.builder()
                .endpointOverride(dms.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(key, secret)))
                .build()) {
            assertThat(client.describeReplicationTasks().replicationTasks()).hasSize(1);
        }
    }

    @Test
    void the_admin_calls_refuse_what_they_do_not_know() throws Exception {
        var wrong = send(calls.request("/_emulator/faults").POST(BodyPublishers.ofString("{\"fault\":\"flood\"}")));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(json(wrong).path("message").asText()).contains("flood").contains("slow-ready");
        var typed = send(calls.request("/_emulator/faults")
                .POST(BodyPublishers.ofString("{\"fault\":\"throttle\",\"times\":\"often\"}")));
        assertThat(json(typed).path("message").asText()).contains("times is a number");
        assertThat(send(calls.request("/_emulator/nothing").GET()).statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> call(String operation, String body) {
        return calls.call(operation, body);
    }

    private HttpRequest.Builder request() {
        return calls.request("/");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return calls.send(request);
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return new ObjectMapper().readTree(answer.body());
    }

    private static void assertError(HttpResponse<String> answer, int status, String code) throws IOException {
        assertThat(json(answer).path("__type").asText()).isEqualTo(code);
        assertThat(json(answer).has("message")).isTrue();
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("x-amzn-errortype")).hasValue(code);
    }
}
