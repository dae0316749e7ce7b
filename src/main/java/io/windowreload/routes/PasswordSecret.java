package io.windowreload.routes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.load.AwsErrors;
import io.windowreload.settings.Settings;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * The target's password in AWS Secrets Manager, as text or as the member {@code password} of a JSON object, which is how RDS keeps it. A
 * rotation is noticed by the next connection that is opened.
 */
public final class PasswordSecret {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordSecret.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "reload.target.password-secret: ";

    /** Short: while a password is refused, connections are tried again and again, and shall soon have the new one. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    /** Long: who waits for a connection shall not wait for Secrets Manager each time. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);

    private final Settings.PasswordSecret settings;
    private final Clock clock;
    private String password;
    private Instant nextRead = Instant.MIN;

    public PasswordSecret(Settings.PasswordSecret settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * The password as of the last second. Where it cannot be read, the last one will do.
     *
     * @throws ReloadException where there has not been one yet: {@code TARGET_UNAVAILABLE} if it may be there later,
     *     {@code SETTINGS_INVALID} else
     */
    public synchronized String password() {
        if (clock.instant().isBefore(nextRead)) {
            return password;
        }
        try {
            password = read();
            nextRead = clock.instant().plus(FRESH);
        } catch (ReloadException e) {
            if (password == null) {
                throw e;
            }
            nextRead = clock.instant().plus(AFTER_FAILURE);
            LOG.warn("{}; its last value is used", e.detail());
        }
        return password;
    }

    /** No failure has a cause: what the parser says would show the secret. */
    private String read() {
        try (var client = client()) {
            var text = client.getSecretValue(request -> request.secretId(settings.id()))
                    .secretString();
            return passwordIn(text == null ? "" : text);
        } catch (AwsServiceException e) {
            var details = e.awsErrorDetails();
            var code = details == null ? "" : details.errorCode();
            throw failure(
                    AwsErrors.codeOf(code, e.statusCode()).retryable(),
                    "Secrets Manager answers with " + (code.isEmpty() ? "HTTP " + e.statusCode() : code));
        } catch (SdkException e) {
            throw failure(true, "Secrets Manager does not answer: " + e.getMessage());
        }
    }

    private String passwordIn(String text) {
        if (text.isEmpty()) {
            throw failure(false, "the secret holds no text");
        }
        if (!text.stripLeading().startsWith("{")) {
            return text;
        }
        try {
            var found = JSON.readTree(text).path("password");
            if (found.isTextual()) {
                return found.asText();
            }
        } catch (JsonProcessingException notJson) {
            return text;
        }
        throw failure(false, "the secret is JSON without a member 'password'");
    }

    private ReloadException failure(boolean passes, String what) {
        var code = passes ? ErrorCode.TARGET_UNAVAILABLE : ErrorCode.SETTINGS_INVALID;
        return new ReloadException(code, KEY + settings.id() + " cannot be read: " + what);
    }

    /** Made for the one call: connections are opened rarely. */
    private SecretsManagerClient client() {
        var builder = SecretsManagerClient.builder()
                .region(Region.of(settings.region()))
                .httpClientBuilder(Apache5HttpClient.builder())
                .overrideConfiguration(call ->
                        call.apiCallTimeout(Duration.ofSeconds(8)).apiCallAttemptTimeout(Duration.ofSeconds(4)));
        settings.endpointOverride().ifPresent(builder::endpointOverride);
        return builder.build();
    }
}
