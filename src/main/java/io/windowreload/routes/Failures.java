package io.windowreload.routes;

import io.windowreload.db.DbException;
import io.windowreload.ledger.Run;
import io.windowreload.load.AwsErrors;
import io.windowreload.reload.Failure;
import io.windowreload.reload.Reload;
import io.windowreload.window.ErrorCode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** The border at which whatever a step threw becomes a failure with a code. */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private static final Duration SILENCE = Duration.ofMinutes(1);

    private final Reload reload;
    private final Map<String, Long> told = new ConcurrentHashMap<>();

    public Failures(Reload reload) {
        this.reload = reload;
    }

    /** Decides about the run whose step failed; the body is the run as it is afterwards. */
    public void step(Exchange exchange) {
        var thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        var run = exchange.getVariable("run", Run.class);
        exchange.getMessage().setBody(reload.failed(run, failure(thrown), thrown));
    }

    /** Whether what the exchange caught may pass, so that the same may be tried again later. */
    public boolean passes(Exchange exchange) {
        return failure(exchange).code().retryable();
    }

    /** Says what a person must do about what the exchange caught. */
    public void report(Exchange exchange) {
        var failure = failure(exchange);
        LOG.error(
                "route={} code={} {} | {}",
                exchange.getFromRouteId(),
                failure.code(),
                failure.detail(),
                failure.code().hint());
    }

    /** What the exchange caught is left for the next time; it is said once in a while, not each time. */
    public void putOff(Exchange exchange) {
        var thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        var failure = failure(thrown);
        if (!news(exchange.getFromRouteId() + " " + failure.code())) {
            return;
        }
        if (failure.code() == ErrorCode.INTERNAL) {
            LOG.error("route={} code={}", exchange.getFromRouteId(), failure.code(), thrown);
        } else {
            var then = failure.code().retryable() ? "tried again" : "left for the next time";
            LOG.warn("route={} code={} {}: {}", exchange.getFromRouteId(), failure.code(), then, failure.detail());
        }
    }

    private boolean news(String what) {
        var now = System.nanoTime();
        var before = told.get(what);
        if (before != null && now - before < SILENCE.toNanos()) {
            return false;
        }
        told.put(what, now);
        return true;
    }

    /** The failure behind what the exchange caught. */
    public Failure failure(Exchange exchange) {
        return failure(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }

    /** The failure behind what a start threw. */
    public static Failure behind(Throwable thrown) {
        return failure(thrown);
    }

    /** The failure behind whatever Camel, the SDK or JDBC have wrapped around it. */
    static Failure failure(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof AwsServiceException refused) {
                return refused(refused);
            }
            if (cause instanceof SdkClientException unreachable) {
                return new Failure(
                        withoutCredentials(unreachable) ? ErrorCode.AWS_CREDENTIALS_MISSING : ErrorCode.DMS_UNAVAILABLE,
                        unreachable.getMessage());
            }
            if (cause instanceof SQLException sql) {
                return Failure.of(new DbException("merge", sql));
            }
            var failure = Failure.of(cause);
            if (failure.code() != ErrorCode.INTERNAL) {
                return failure;
            }
        }
        return Failure.of(thrown);
    }

    /** The SDK has no type of its own for this, so that only the class that threw it tells: it does so after its last source of credentials. */
    static boolean withoutCredentials(SdkClientException thrown) {
        return Stream.<Throwable>iterate(thrown, Objects::nonNull, Throwable::getCause)
                .flatMap(cause -> Arrays.stream(cause.getStackTrace()))
                .anyMatch(frame -> frame.getClassName().equals(AwsCredentialsProviderChain.class.getName()));
    }

    private static Failure refused(AwsServiceException refused) {
        var details = refused.awsErrorDetails();
        var code = details == null || details.errorCode() == null ? "" : details.errorCode();
        var words = details == null || details.errorMessage() == null ? refused.getMessage() : details.errorMessage();
        return new Failure(
                AwsErrors.codeOf(code, refused.statusCode()),
                code + ": " + words + " (request " + refused.requestId() + ")");
    }
}
