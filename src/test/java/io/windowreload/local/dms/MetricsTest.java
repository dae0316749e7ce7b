package io.windowreload.local.dms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.local.dms.cloud.Arns;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;

/** The change capture's latency as CloudWatch tells it, with AWS's own client. */
class MetricsTest {
    /** The last part of the standing task's ARN, as its metrics are filed at AWS. */
    private static final String CDC = Arns.resource(new Arns("us-east-1", "000000000000").named("task", "local-cdc"));

    private static Emulated emulated;
    private static CloudWatchClient client;

    @BeforeAll
    static void open() {
        emulated = new Emulated(options -> options.cdcLatency(() -> Duration.ofMillis(1500)));
        client = client("test");
    }

    @AfterAll
    static void close() {
        client.close();
        emulated.close();
    }

    @AfterEach
    void heal() {
        emulated.dms.faults().clear();
    }

    private static CloudWatchClient client(String secret) {
        return CloudWatchClient.builder()
                .endpointOverride(emulated.dms.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", secret)))
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
    }

    private static MetricDataResult ask(CloudWatchClient asking, String metric, String task) {
        var dimensions = List.of(
                Dimension.builder()
                        .name("ReplicationInstanceIdentifier")
                        .value("local-instance")
                        .build(),
                Dimension.builder()
                        .name("ReplicationTaskIdentifier")
                        .value(task)
                        .build());
        var query = MetricDataQuery.builder()
                .id("m")
                .label(metric)
                .metricStat(stat -> stat.stat("Maximum").period(60).metric(named -> named.namespace("AWS/DMS")
                        .metricName(metric)
                        .dimensions(dimensions)))
                .build();
        return asking.getMetricData(request -> request.startTime(Instant.parse("2025-01-01T00:00:00Z"))
                        .endTime(Instant.parse("2099-01-01T00:00:00Z"))
                        .metricDataQueries(query))
                .metricDataResults()
                .get(0);
    }

    @Test
    void a_point_tells_the_latency_at_the_beginning_of_its_period() {
        var result = ask(client, "CDCLatencyTarget", CDC);

        assertThat(result.label()).isEqualTo("CDCLatencyTarget");
        assertThat(result.values()).containsExactly(1.5);
        assertThat(result.timestamps()).singleElement().satisfies(at -> assertThat(at.getEpochSecond() % 60)
                .isZero());
    }

    @Test
    void other_metrics_and_other_tasks_have_no_point() {
        assertThat(ask(client, "CDCThroughputRowsTarget", CDC).values()).isEmpty();
        assertThat(ask(client, "CDCLatencyTarget", "another").values()).isEmpty();
    }

    @Test
    void faults_strike_it() {
        emulated.dms.faults().add(Fault.of(FaultKind.CDC_LATENCY).delay(Duration.ofHours(1)));
        assertThat(ask(client, "CDCLatencySource", CDC).values()).containsExactly(3600.0);

        emulated.dms.faults().add(Fault.of(FaultKind.NO_METRICS));
        assertThat(ask(client, "CDCLatencySource", CDC).values()).isEmpty();

        emulated.dms.faults().add(Fault.of(FaultKind.ACCESS_DENIED).on("GetMetricData"));
        refused("AccessDenied", () -> ask(client, "CDCLatencySource", CDC));
    }

    @Test
    void a_wrong_signature_is_refused() {
        try (var wrong = client("wrong")) {
            refused("InvalidSignatureException", () -> ask(wrong, "CDCLatencySource", CDC));
        }
    }

    private static void refused(String code, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(CloudWatchException.class, e -> assertThat(
                        e.awsErrorDetails().errorCode())
                .isEqualTo(code));
    }
}
