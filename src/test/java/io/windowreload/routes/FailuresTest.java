package io.windowreload.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.windowreload.component.aws2.dms.Dms2Component;
import io.windowreload.window.ErrorCode;
import java.net.URI;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;

/** What a route's call of DMS throws, as a code. */
class FailuresTest {
    private static final URI NOBODY = URI.create("http://127.0.0.1:1");

    @Test
    void without_credentials_nothing_is_tried_again() throws Exception {
        // What the default chain is inside, with a source that has nothing.
        var profiles = ProfileFile.aggregator().build();
        var empty = AwsCredentialsProviderChain.of(
                ProfileCredentialsProvider.builder().profileFile(profiles).build());

        var failure = Failures.failure(thrown(empty));

        assertThat(failure.code()).isEqualTo(ErrorCode.AWS_CREDENTIALS_MISSING);
        assertThat(failure.code().retryable()).isFalse();
    }

    @Test
    void where_nobody_answers_it_is_tried_again() throws Exception {
        var there = AwsCredentialsProviderChain.of(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")));

        assertThat(Failures.failure(thrown(there)).code()).isEqualTo(ErrorCode.DMS_UNAVAILABLE);
    }

    private static Throwable thrown(AwsCredentialsProvider credentials) throws Exception {
        try (var client = DatabaseMigrationClient.builder()
                        .region(Region.EU_WEST_1)
                        .endpointOverride(NOBODY)
                        .credentialsProvider(credentials)
                        .build();
                var camel = new DefaultCamelContext()) {
            var component = new Dms2Component();
            component.getConfiguration().setDatabaseMigrationClient(client);
            camel.addComponent("aws2-dms", component);
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:ask").to("aws2-dms:dms?operation=describeReplicationTasks");
                }
            });
            camel.start();
            return catchThrowable(() -> camel.createProducerTemplate().requestBody("direct:ask", (Object) null));
        }
    }
}
