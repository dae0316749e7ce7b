package io.windowreload.routes;

import io.windowreload.load.AwsErrors;
import io.windowreload.load.CdcPosition;
import io.windowreload.settings.Settings;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.RecentlyActive;

/**
 * How far the CDC task has got. DMS tells its latency to CloudWatch and to nobody else; where CloudWatch is not asked, the operator may
 * vouch for a longest latency. A latency of L seconds at a moment T means that what was committed before T - L has been captured
 * (CDCLatencySource) and applied (CDCLatencyTarget).
 */
public final class CdcMetrics implements AutoCloseable {
    private static final String NAMESPACE = "AWS/DMS";
    private static final String CAPTURED = "CDCLatencySource";
    private static final String APPLIED = "CDCLatencyTarget";

    /** How far back it is looked: metrics may come some minutes late. */
    private static final int PERIODS = 15;

    private final Settings.Dms dms;
    private final Settings.Cdc cdc;
    private final Clock clock;
    private final CloudWatchClient client;

    public CdcMetrics(Settings.Dms dms, Settings.Cdc cdc, Clock clock) {
        this.dms = dms;
        this.cdc = cdc;
        this.clock = clock;
        var builder = CloudWatchClient.builder()
                .region(Region.of(dms.region()))
                .httpClientBuilder(Apache5HttpClient.builder())
                .overrideConfiguration(call ->
                        call.apiCallTimeout(Duration.ofSeconds(60)).apiCallAttemptTimeout(Duration.ofSeconds(20)));
        cdc.endpointOverride().ifPresent(builder::endpointOverride);
        client = builder.build();
    }

    /**
     * The position of a task now. Without the right to ask it is unknown; a call that fails otherwise throws and may be tried again.
     *
     * @param instanceIdentifier the replication instance's identifier, under which DMS files its metrics
     */
    public CdcPosition ofTask(String arn, String instanceIdentifier) {
        return position(
                "GetMetricData",
                now -> position(
                        ask(
                                List.of(
                                        dimension("ReplicationInstanceIdentifier", instanceIdentifier),
                                        // Not the task's name: the last part of its ARN.
                                        dimension("ReplicationTaskIdentifier", resource(arn))),
                                now),
                        now));
    }

    /**
     * The position of a serverless replication now. DMS groups its metrics by replication (user guide, "Monitoring AWS DMS serverless
     * replications") and does not say under which name: it is the one whose dimensions hold the replication's name or ARN.
     *
     * @param arn of its config
     */
    public CdcPosition ofReplication(String arn, String identifier) {
        return position("ListMetrics", now -> {
            // The last part of an ARN may be the name.
            var names = List.of(arn, resource(arn), identifier);
            var found = client
                    .listMetricsPaginator(request ->
                            request.namespace(NAMESPACE).metricName(APPLIED).recentlyActive(RecentlyActive.PT3_H))
                    .metrics()
                    .stream()
                    .map(Metric::dimensions)
                    .filter(dimensions ->
                            dimensions.stream().map(Dimension::value).anyMatch(names::contains))
                    .distinct()
                    .toList();
            if (found.size() != 1) {
                return CdcPosition.unknown(
                        "CloudWatch has " + (found.isEmpty() ? "no recent" : "more than one") + " " + APPLIED + " of "
                                + identifier + " (" + arn + ")",
                        now);
            }
            return position(ask(found.get(0), now), now);
        });
    }

    private CdcPosition position(String operation, Function<Instant, CdcPosition> question) {
        var now = clock.instant();
        return switch (cdc.latency().from()) {
            case OFF -> CdcPosition.unknown("reload.cdc.latency is off", now);
            case AT_MOST -> CdcPosition.until(now.minus(cdc.latency().longest()), now);
            case CLOUDWATCH -> told(operation, question, now);
        };
    }

    private CdcPosition told(String operation, Function<Instant, CdcPosition> question, Instant now) {
        try {
            return question.apply(now);
        } catch (CloudWatchException e) {
            var details = e.awsErrorDetails();
            var code = details == null || details.errorCode() == null ? "" : details.errorCode();
            if (AwsErrors.codeOf(code, e.statusCode()) != ErrorCode.DMS_ACCESS_DENIED) {
                throw unavailable(code + ": " + (details == null ? e.getMessage() : details.errorMessage()), e);
            }
            return CdcPosition.unknown("CloudWatch denies " + operation + " (" + code + ")", now);
        } catch (SdkClientException e) {
            if (Failures.withoutCredentials(e)) {
                throw e;
            }
            throw unavailable(e.getMessage(), e);
        }
    }

    /** What CloudWatch says is not what DMS says: the two have addresses, rights and troubles of their own. */
    private ReloadException unavailable(String words, Exception cause) {
        var alone = dms.endpointOverride().isPresent() && cdc.endpointOverride().isEmpty();
        var elsewhere = alone ? " (reload.dms.endpoint-override is set, reload.cdc.endpoint-override is not)" : "";
        return new ReloadException(ErrorCode.CLOUDWATCH_UNAVAILABLE, words + elsewhere, cause);
    }

    private static String resource(String arn) {
        return arn.substring(arn.lastIndexOf(':') + 1);
    }

    private List<MetricDataResult> ask(List<Dimension> dimensions, Instant now) {
        return client.getMetricData(
                        request -> request.startTime(now.minus(cdc.period().multipliedBy(PERIODS)))
                                .endTime(now.plus(cdc.period()))
                                .metricDataQueries(query(CAPTURED, dimensions), query(APPLIED, dimensions)))
                .metricDataResults();
    }

    private static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }

    private MetricDataQuery query(String metric, List<Dimension> dimensions) {
        return MetricDataQuery.builder()
                .id(metric.toLowerCase(java.util.Locale.ROOT))
                .label(metric)
                .metricStat(asked -> asked.stat("Maximum")
                        .period((int) Math.max(1, cdc.period().toSeconds()))
                        .metric(named ->
                                named.namespace(NAMESPACE).metricName(metric).dimensions(dimensions)))
                .build();
    }

    /** Past the point both metrics agree on. A point's time is the beginning of its period: the careful reading. */
    private static CdcPosition position(List<MetricDataResult> results, Instant now) {
        var captured = reached(results, CAPTURED);
        var applied = reached(results, APPLIED);
        if (captured.isEmpty() || applied.isEmpty()) {
            return CdcPosition.unknown(
                    "CloudWatch has no recent " + (captured.isEmpty() ? CAPTURED : APPLIED) + " of the CDC task", now);
        }
        return CdcPosition.until(captured.get().isBefore(applied.get()) ? captured.get() : applied.get(), now);
    }

    private static Optional<Instant> reached(List<MetricDataResult> results, String metric) {
        return results.stream()
                .filter(result -> metric.equals(result.label()))
                .flatMap(result -> IntStream.range(0, result.timestamps().size())
                        .mapToObj(point -> reached(
                                result.timestamps().get(point), result.values().get(point))))
                .max(Comparator.naturalOrder());
    }

    private static Instant reached(Instant at, double seconds) {
        return at.minusMillis((long) Math.ceil(seconds * 1000));
    }

    @Override
    public void close() {
        client.close();
    }
}
