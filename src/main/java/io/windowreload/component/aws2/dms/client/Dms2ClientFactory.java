package io.windowreload.component.aws2.dms.client;

import io.windowreload.component.aws2.dms.Dms2Configuration;
import java.time.Duration;
import org.apache.camel.component.aws.common.AwsClientBuilderUtil;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;

/** Makes DMS clients from the options that all AWS components share and from the timeouts and the retry mode. */
public final class Dms2ClientFactory {

    private Dms2ClientFactory() {}

    /** A new client, to be closed by the caller. */
    public static DatabaseMigrationClient getDatabaseMigrationClient(Dms2Configuration configuration) {
        return AwsClientBuilderUtil.buildClient(
                configuration,
                DatabaseMigrationClient::builder,
                builder -> builder.overrideConfiguration(call -> limit(call, configuration)));
    }

    private static void limit(ClientOverrideConfiguration.Builder call, Dms2Configuration configuration) {
        if (configuration.getApiCallTimeout() > 0) {
            call.apiCallTimeout(Duration.ofMillis(configuration.getApiCallTimeout()));
        }
        if (configuration.getApiCallAttemptTimeout() > 0) {
            call.apiCallAttemptTimeout(Duration.ofMillis(configuration.getApiCallAttemptTimeout()));
        }
        if (configuration.getRetryMode() != null) {
            call.retryStrategy(configuration.getRetryMode());
        }
    }
}
