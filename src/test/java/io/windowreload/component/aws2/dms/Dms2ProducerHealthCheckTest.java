package io.windowreload.component.aws2.dms;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.component.aws2.dms.DmsStub.Reply;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRepository;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Dms2ProducerHealthCheckTest {
    private DmsStub stub;
    private DefaultCamelContext camel;

    @BeforeEach
    void start() throws Exception {
        stub = new DmsStub();
        camel = new DefaultCamelContext();
        HealthCheckRepository producers = HealthCheckHelper.getHealthCheckRepository(camel, "producers");
        producers.setEnabled(true);
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
        stub.close();
    }

    @Test
    void a_service_that_answers_is_up() throws Exception {
        stub.on("DescribeReplicationTasks", "{\"ReplicationTasks\":[]}");
        HealthCheck.Result result = resultFor(stub.uri(""));
        assertThat(result.getState()).isEqualTo(State.UP);
        assertThat(stub.onlyRequest("DescribeReplicationTasks").toString())
                .isEqualTo("{\"MaxRecords\":20,\"WithoutSettings\":true}");
    }

    @Test
    void a_denial_is_down_and_says_its_code() throws Exception {
        stub.on("DescribeReplicationTasks", body -> Reply.fault("AccessDeniedException", "not yours"));
        HealthCheck.Result result = resultFor(stub.uri(""));
        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getMessage())
                .hasValueSatisfying(text -> assertThat(text).contains("not yours"));
        assertThat(result.getDetails())
                .containsEntry(AbstractHealthCheck.SERVICE_STATUS_CODE, 400)
                .containsEntry(AbstractHealthCheck.SERVICE_ERROR_CODE, "AccessDeniedException");
    }

    @Test
    void an_answer_without_details_is_down_with_its_status_only() throws Exception {
        stub.on("DescribeReplicationTasks", body -> new Reply(403, ""));
        HealthCheck.Result result = resultFor(stub.uri(""));
        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getDetails()).containsEntry(AbstractHealthCheck.SERVICE_STATUS_CODE, 403);
    }

    @Test
    void a_service_that_is_not_there_is_down() throws Exception {
        String uri = stub.uri("apiCallTimeout=5000");
        stub.close();
        assertThat(resultFor(uri).getState()).isEqualTo(State.DOWN);
    }

    @Test
    void a_region_without_the_service_is_down_without_a_call() throws Exception {
        HealthCheck.Result result = resultFor("aws2-dms:x?accessKey=k&secretKey=s&region=moon-1");
        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getMessage()).contains("The service is not supported in this region");
    }

    @Test
    void the_check_goes_with_the_producer() throws Exception {
        resultFor(stub.uri(""));
        camel.getRouteController().stopAllRoutes();
        assertThat(checks()).isZero();
    }

    private HealthCheck.Result resultFor(String uri) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to(uri);
            }
        });
        assertThat(checks()).isEqualTo(1);
        return check().call(Map.of());
    }

    private long checks() {
        return HealthCheckHelper.getHealthCheckRepository(camel, "producers").stream()
                .filter(check -> check.getId().startsWith("producer:aws2-dms-"))
                .count();
    }

    private HealthCheck check() {
        return HealthCheckHelper.getHealthCheckRepository(camel, "producers").stream()
                .filter(check -> check.getId().startsWith("producer:aws2-dms-"))
                .findFirst()
                .orElseThrow();
    }
}
