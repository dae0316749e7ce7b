package io.windowreload.routes;

import io.windowreload.component.aws2.dms.Dms2Component;
import io.windowreload.component.aws2.dms.Dms2Configuration;
import io.windowreload.component.aws2.dms.client.Dms2ClientFactory;
import io.windowreload.settings.Settings;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** The one client of DMS: every endpoint of the routes shares it. */
public final class DmsClient implements AutoCloseable {
    private final Dms2Component component = new Dms2Component();
    private final CompletableFuture<DatabaseMigrationClient> client;

    /** Begins to open the client: a second of work for which nothing waits before the first endpoint. */
    public DmsClient(Settings.Dms dms) {
        component.setConfiguration(configuration(dms));
        client = CompletableFuture.supplyAsync(
                () -> Dms2ClientFactory.getDatabaseMigrationClient(component.getConfiguration()));
    }

    /** The component {@code aws2-dms}, whose endpoints may start once the client is {@link #open}. */
    public Dms2Component component() {
        return component;
    }

    /** Waits until the client is open. */
    public void open() {
        component.getConfiguration().setDatabaseMigrationClient(client.join());
    }

    /** Closes the client with its connections; after the routes have stopped. */
    @Override
    public void close() {
        if (!client.isCompletedExceptionally()) {
            // What a client does is the component's to call; how it is closed, everybody's.
            SdkAutoCloseable opened = client.join();
            opened.close();
        }
    }

    /** What all endpoints have in common; credentials come from the SDK's default chain. */
    private static Dms2Configuration configuration(Settings.Dms dms) {
        var configuration = new Dms2Configuration();
        configuration.setRegion(dms.region());
        configuration.setUseDefaultCredentialsProvider(true);
        dms.endpointOverride().ifPresent(address -> {
            configuration.setOverrideEndpoint(true);
            configuration.setUriEndpointOverride(address.toString());
        });
        configuration.setApiCallTimeout(dms.callTimeout().toMillis());
        configuration.setApiCallAttemptTimeout(dms.callTimeout().dividedBy(3).toMillis());
        return configuration;
    }
}
