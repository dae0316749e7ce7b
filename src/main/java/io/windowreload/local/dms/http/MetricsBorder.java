package io.windowreload.local.dms.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.fault.Faults;
import io.windowreload.local.dms.wire.AwsError;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What DMS's clients need of CloudWatch: {@code GetMetricData} for the latency of the task that captures changes, and
 * {@code ListMetrics} for its dimensions, in the query protocol: a form in, XML out. There is one point: the latency now, filed under the beginning of
 * its period. Other metrics, and other dimensions, have none.
 */
final class MetricsBorder implements HttpHandler {
    private static final String OPERATION = "GetMetricData";
    private static final String LIST = "ListMetrics";
    private static final Set<String> METRICS = Set.of("CDCLatencySource", "CDCLatencyTarget");
    private static final Pattern QUERY = Pattern.compile("MetricDataQueries\\.member\\.(\\d+)\\.Id");
    private static final Pattern DIMENSION = Pattern.compile("(.*Dimensions\\.member\\.\\d+)\\.Name");

    private final Faults faults;
    private final Signature signature;
    private final Map<String, String> dimensions;
    private final Function<Map<String, String>, Optional<Duration>> latencies;
    private final Calls calls;
    private final Clock clock;

    /**
     * Serves the latency of change captures.
     *
     * @param dimensions of the one that there is from the beginning
     * @param latencies by exactly the dimensions of a task
     */
    MetricsBorder(
            Faults faults,
            Signature signature,
            Map<String, String> dimensions,
            Function<Map<String, String>, Optional<Duration>> latencies,
            Calls calls,
            Clock clock) {
        this.faults = faults;
        this.signature = signature;
        this.dimensions = dimensions;
        this.latencies = latencies;
        this.calls = calls;
        this.clock = clock;
    }

    /** Whether a request speaks CloudWatch's protocol and not that of DMS; the SDK sends both to the root. */
    static boolean understands(HttpExchange exchange) {
        var type = exchange.getRequestHeaders().getFirst("Content-Type");
        return type != null
                && type.startsWith("application/x-www-form-urlencoded")
                && !exchange.getRequestHeaders().containsKey("X-Amz-Target");
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var operation = OPERATION;
            try {
                var form = form(exchange);
                operation = form.getOrDefault("Action", "");
                var answer = answer(operation, form);
                calls.remember(new ReceivedCall("cloudwatch", operation, clock.instant(), "OK"));
                send(exchange, 200, answer);
            } catch (AwsError e) {
                calls.remember(new ReceivedCall("cloudwatch", operation, clock.instant(), e.code()));
                send(exchange, e.status(), error(e));
            }
        }
    }

    private Map<String, String> form(HttpExchange exchange) throws IOException {
        var body = Bodies.read(exchange.getRequestBody());
        signature.check("POST", exchange.getRequestURI().getPath(), exchange.getRequestHeaders(), body);
        return form(new String(body, StandardCharsets.UTF_8));
    }

    private String answer(String operation, Map<String, String> form) {
        if (faults.take(FaultKind.ACCESS_DENIED, operation).isPresent()) {
            throw AwsError.of("AccessDenied", 403, "not authorized to perform: cloudwatch:" + operation);
        }
        if (faults.take(FaultKind.THROTTLE, operation).isPresent()) {
            throw AwsError.of("Throttling", 400, "Rate exceeded");
        }
        return switch (operation) {
            case OPERATION -> data(form);
            case LIST -> list(form);
            default -> throw AwsError.of("InvalidAction", 400, "only " + OPERATION + " and " + LIST + " are emulated");
        };
    }

    /** The capture's metrics, beside those of somebody else's replication. */
    private String list(Map<String, String> form) {
        var others = new TreeMap<String, String>();
        dimensions.forEach((name, value) -> others.put(name, value + "-of-others"));
        var metrics = new StringBuilder();
        if (faults.present(FaultKind.NO_METRICS, OPERATION).isEmpty()) {
            METRICS.stream()
                    .filter(name -> name.equals(form.getOrDefault("MetricName", name)))
                    .forEach(name -> metrics.append(metric(name, dimensions)).append(metric(name, others)));
        }
        return "<ListMetricsResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\"><ListMetricsResult><Metrics>"
                + metrics + "</Metrics></ListMetricsResult><ResponseMetadata><RequestId>" + UUID.randomUUID()
                + "</RequestId></ResponseMetadata></ListMetricsResponse>";
    }

    private static String metric(String name, Map<String, String> dimensions) {
        var members = new StringBuilder();
        dimensions.forEach((dimension, value) -> members.append("<member><Name>")
                .append(dimension)
                .append("</Name><Value>")
                .append(value)
                .append("</Value></member>"));
        return "<member><Namespace>AWS/DMS</Namespace><MetricName>" + name + "</MetricName><Dimensions>" + members
                + "</Dimensions></member>";
    }

    private String data(Map<String, String> form) {
        var results = new StringBuilder();
        for (var key : form.keySet()) {
            var query = QUERY.matcher(key);
            if (query.matches()) {
                results.append(result(form, "MetricDataQueries.member." + query.group(1)));
            }
        }
        return "<GetMetricDataResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\"><GetMetricDataResult>"
                + "<MetricDataResults>" + results
                + "</MetricDataResults></GetMetricDataResult><ResponseMetadata><RequestId>"
                + UUID.randomUUID() + "</RequestId></ResponseMetadata></GetMetricDataResponse>";
    }

    private String result(Map<String, String> form, String query) {
        var stat = query + ".MetricStat";
        var known = "AWS/DMS".equals(form.get(stat + ".Metric.Namespace"))
                && METRICS.contains(form.get(stat + ".Metric.MetricName"))
                && faults.present(FaultKind.NO_METRICS, OPERATION).isEmpty();
        var latency = known ? latencies.apply(dimensions(form, stat + ".Metric.")) : Optional.<Duration>empty();
        return "<member><Id>" + form.get(query + ".Id") + "</Id><Label>" + form.get(query + ".Label")
                + "</Label><StatusCode>Complete</StatusCode>"
                + latency.map(now -> point(now, Long.parseLong(form.get(stat + ".Period"))))
                        .orElse("<Timestamps/><Values/>")
                + "</member>";
    }

    private String point(Duration latency, long period) {
        var now = clock.instant();
        var filed = Instant.ofEpochSecond(now.getEpochSecond() / period * period);
        return "<Timestamps><member>" + filed + "</member></Timestamps><Values><member>" + latency.toMillis() / 1000.0
                + "</member></Values>";
    }

    private static Map<String, String> dimensions(Map<String, String> form, String prefix) {
        var found = new TreeMap<String, String>();
        form.forEach((key, name) -> {
            var dimension = DIMENSION.matcher(key);
            if (key.startsWith(prefix) && dimension.matches()) {
                found.put(name, form.get(dimension.group(1) + ".Value"));
            }
        });
        return found;
    }

    private static Map<String, String> form(String body) {
        var form = new TreeMap<String, String>();
        for (var pair : body.split("&", -1)) {
            var equals = pair.indexOf('=');
            if (equals > 0) {
                form.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return form;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String error(AwsError e) {
        return "<ErrorResponse><Error><Type>Sender</Type><Code>" + e.code() + "</Code><Message>" + e.getMessage()
                + "</Message></Error><RequestId>" + UUID.randomUUID() + "</RequestId></ErrorResponse>";
    }

    private static void send(HttpExchange exchange, int status, String xml) throws IOException {
        var bytes = xml.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/xml");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
