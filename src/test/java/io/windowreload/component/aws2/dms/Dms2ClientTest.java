package io.windowreload.component.aws2.dms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import io.windowreload.component.aws2.dms.DmsStub.Reply;
import io.windowreload.component.aws2.dms.client.Dms2ClientFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.Protocol;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;

class Dms2ClientTest {
    private final Dms2Configuration configuration = new Dms2Configuration();
    private final Map<String, String> properties = new HashMap<>();
    private DmsStub stub;

    @BeforeEach
    void start() throws Exception {
        stub = new DmsStub().on("DescribeAccountAttributes", "{\"UniqueAccountIdentifier\":\"u\"}");
        configuration.setRegion("eu-west-1");
        configuration.setOverrideEndpoint(true);
        configuration.setUriEndpointOverride(stub.url());
    }

    @AfterEach
    void stop() {
        properties.forEach((key, value) -> {
            if (value == null) {
                System.clearProperty(key);
            } else {
                System.setProperty(key, value);
            }
        });
        stub.close();
    }

    @Test
    void static_credentials_sign_the_call() {
        configuration.setAccessKey("static-key");
        configuration.setSecretKey("secret");
        assertThat(headersOfACall().getFirst("Authorization")).contains("Credential=static-key/");
    }

    @Test
    void session_credentials_send_their_token() {
        configuration.setUseSessionCredentials(true);
        configuration.setAccessKey("session-key");
        configuration.setSecretKey("secret");
        configuration.setSessionToken("token-1");
        Headers headers = headersOfACall();
        assertThat(headers.getFirst("Authorization")).contains("Credential=session-key/");
        assertThat(headers.getFirst("X-Amz-Security-Token")).isEqualTo("token-1");
    }

    @Test
    void a_profile_is_read_from_the_credentials_file(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("credentials"),
                "[reload]\naws_access_key_id = profile-key\naws_secret_access_key = secret\n");
        property("aws.sharedCredentialsFile", file.toString());
        configuration.setUseProfileCredentialsProvider(true);
        configuration.setProfileCredentialsName("reload");
        assertThat(headersOfACall().getFirst("Authorization")).contains("Credential=profile-key/");
    }

    @Test
    void the_default_chain_finds_what_the_process_was_given() {
        property("aws.accessKeyId", "default-key");
        property("aws.secretAccessKey", "secret");
        configuration.setUseDefaultCredentialsProvider(true);
        configuration.setAccessKey("static-key");
        configuration.setSecretKey("secret");
        assertThat(headersOfACall().getFirst("Authorization")).contains("Credential=default-key/");
    }

    @Test
    void a_proxy_gets_the_call_for_the_real_host() {
        staticCredentials();
        configuration.setUriEndpointOverride("http://dms.example.invalid");
        configuration.setProxyProtocol(Protocol.HTTP);
        configuration.setProxyHost("127.0.0.1");
        configuration.setProxyPort(URI.create(stub.url()).getPort());
        assertThat(headersOfACall().getFirst("Host")).isEqualTo("dms.example.invalid");
    }

    @Test
    void an_endpoint_is_overridden_only_if_both_options_say_so() {
        staticCredentials();
        configuration.setOverrideEndpoint(false);
        try (DatabaseMigrationClient client = Dms2ClientFactory.getDatabaseMigrationClient(configuration)) {
            assertThat(client.serviceClientConfiguration().endpointOverride()).isEmpty();
        }
    }

    @Test
    void a_call_that_takes_too_long_is_given_up() {
        staticCredentials();
        configuration.setApiCallTimeout(200);
        assertThatAHangingCallFailsWith(ApiCallTimeoutException.class);
    }

    @Test
    void an_attempt_that_takes_too_long_is_given_up() {
        staticCredentials();
        configuration.setApiCallAttemptTimeout(100);
        configuration.setRetryMode(RetryMode.STANDARD);
        assertThatAHangingCallFailsWith(ApiCallAttemptTimeoutException.class);
    }

    @Test
    void timeouts_and_retry_mode_are_left_to_the_sdk_unless_they_are_set() {
        staticCredentials();
        assertThat(overrides().apiCallTimeout()).isEmpty();
        assertThat(overrides().apiCallAttemptTimeout()).isEmpty();
        configuration.setApiCallTimeout(30_000);
        configuration.setApiCallAttemptTimeout(5_000);
        assertThat(overrides().apiCallTimeout()).contains(Duration.ofSeconds(30));
        assertThat(overrides().apiCallAttemptTimeout()).contains(Duration.ofSeconds(5));
    }

    @Test
    void the_retry_mode_says_how_often_a_throttled_call_is_repeated() {
        staticCredentials();
        stub.on("DescribeAccountAttributes", body -> Reply.fault("ThrottlingException", "Rate exceeded"));
        configuration.setRetryMode(RetryMode.STANDARD);
        assertThat(attempts()).isEqualTo(3);
        configuration.setRetryMode(RetryMode.LEGACY);
        assertThat(attempts()).isEqualTo(4);
    }

    private int attempts() {
        stub.requests().clear();
        assertThatThrownBy(this::headersOfACall).isInstanceOf(DatabaseMigrationException.class);
        return stub.requests().size();
    }

    private ClientOverrideConfiguration overrides() {
        try (DatabaseMigrationClient client = Dms2ClientFactory.getDatabaseMigrationClient(configuration)) {
            return client.serviceClientConfiguration().overrideConfiguration();
        }
    }

    private void assertThatAHangingCallFailsWith(Class<? extends Exception> type) {
        CountDownLatch hanging = new CountDownLatch(1);
        stub.on("DescribeAccountAttributes", body -> {
            await(hanging);
            return Reply.ok("{}");
        });
        try {
            assertThatThrownBy(this::headersOfACall).isInstanceOf(type);
        } finally {
            hanging.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void staticCredentials() {
        configuration.setAccessKey("key");
        configuration.setSecretKey("secret");
    }

    private Headers headersOfACall() {
        try (DatabaseMigrationClient client = Dms2ClientFactory.getDatabaseMigrationClient(configuration)) {
            client.describeAccountAttributes();
            return stub.requests().get(0).headers();
        }
    }

    private void property(String key, String value) {
        properties.put(key, System.getProperty(key));
        System.setProperty(key, value);
    }
}
