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
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The one thing of CloudWatch that DMS's clients need: {@code GetMetricData} for the latency of the task that captures changes, in
 * the query protocol: a form in, XML out. There is one point: the latency now, filed under the beginning of
 * its period. Other metrics, and other dimensions, have none.
 */
final class MetricsBorder implements HttpHandler {
    private static final String OPERATION = "GetMetricData";
    private static final Set<String> METRICS = Set.of("CDCLatencySource", "CDCLatencyTarget");
    private static final Pattern QUERY = Pattern.compile("MetricDataQueries\\.member\\.(\\d+)\\.Id");
    private static final Pattern DIMENSION = Pattern.compile("(.*Dimensions\\.member\\.\\d+)\\.Name");

    private final Faults faults;
    private final Signature signature;
    private final Map<String, String> dimensions;
    private final Supplier<Duration> latency;
    private final Calls calls;
    private final Clock clock;

    /** Serves the latency for exactly these dimensions. */
    MetricsBorder(
            Faults faults,
            Signature signature,
            Map<String, String> dimensions,
            Supplier<Duration> latency,
            Calls calls,
            Clock clock) {
        this.faults = faults;
        this.signature = signature;
        this.dimensions = dimensions;
        this.latency = latency;
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
            try {
                var answer = answer(exchange);
                calls.remember(new ReceivedCall("cloudwatch", OPERATION, clock.instant(), "OK"));
                send(exchange, 200, answer);
            } catch (AwsError e) {
                calls.remember(new ReceivedCall("cloudwatch", OPERATION, clock.instant(), e.code()));
                send(exchange, e.status(), error(e));
            }
        }
    }

    private String answer(HttpExchange exchange) throws IOException {
        var body = Bodies.read(exchange.getRequestBody());
        signature.check("POST", exchange.getRequestURI().getPath(), exchange.getRequestHeaders(), body);
        if (faults.take(FaultKind.ACCESS_DENIED, OPERATION).isPresent()) {
            throw AwsError.of("AccessDenied", 403, "not authorized to perform: cloudwatch:" + OPERATION);
        }
        if (faults.take(FaultKind.THROTTLE, OPERATION).isPresent()) {
            throw AwsError.of("Throttling", 400, "Rate exceeded");
        }
        var form = form(new String(body, StandardCharsets.UTF_8));
        if (!OPERATION.equals(form.get("Action"))) {
            throw AwsError.of("InvalidAction", 400, "only " + OPERATION + " is emulated");
        }
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
                && dimensions.equals(dimensions(form, stat + ".Metric."))
                && faults.present(FaultKind.NO_METRICS, OPERATION).isEmpty();
        return "<member><Id>" + form.get(query + ".Id") + "</Id><Label>" + form.get(query + ".Label")
                + "</Label><StatusCode>Complete</StatusCode>"
                + (known ? point(Long.parseLong(form.get(stat + ".Period"))) : "<Timestamps/><Values/>") + "</member>";
    }

    private String point(long period) {
        var now = clock.instant();
        var filed = Instant.ofEpochSecond(now.getEpochSecond() / period * period);
        return "<Timestamps><member>" + filed + "</member></Timestamps><Values><member>"
                + latency.get().toMillis() / 1000.0 + "</member></Values>";
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
