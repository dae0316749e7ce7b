package io.windowreload.routes;

import io.windowreload.component.aws2.dms.Dms2Configuration;
import io.windowreload.component.aws2.dms.client.Dms2ClientFactory;
import io.windowreload.settings.Settings;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;

/** The one client of DMS: every endpoint of the routes shares it. */
public final class DmsClient {
    private DmsClient() {}

    /** What all {@code aws2-dms} endpoints have in common; credentials come from the SDK's default chain. */
    public static Dms2Configuration configuration(Settings.Dms dms) {
        var configuration = new Dms2Configuration();
        configuration.setRegion(dms.region());
        configuration.setUseDefaultCredentialsProvider(true);
        dms.endpointOverride().ifPresent(address -> {
            configuration.setOverrideEndpoint(true);
            configuration.setUriEndpointOverride(address.toString());
        });
        configuration.setApiCallTimeout(60_000);
        configuration.setApiCallAttemptTimeout(20_000);
        return configuration;
    }

    /** The client that the configuration describes. */
    public static DatabaseMigrationClient open(Dms2Configuration configuration) {
        return Dms2ClientFactory.getDatabaseMigrationClient(configuration);
    }
}
