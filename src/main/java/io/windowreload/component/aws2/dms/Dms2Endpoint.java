package io.windowreload.component.aws2.dms;

import io.windowreload.component.aws2.dms.client.Dms2ClientFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.ResourceHelper;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;

/**
 * Manage replication tasks of the AWS Database Migration Service.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "aws2-dms",
        title = "AWS Database Migration Service (DMS)",
        syntax = "aws2-dms:label",
        producerOnly = true,
        category = {Category.CLOUD, Category.DATABASE, Category.MANAGEMENT},
        headersClass = Dms2Constants.class)
public class Dms2Endpoint extends DefaultEndpoint implements EndpointServiceLocation {

    private DatabaseMigrationClient client;

    @UriPath(description = "A name of your choice for the endpoint")
    @Metadata(required = true)
    private String label;

    @UriParam
    private Dms2Configuration configuration;

    public Dms2Endpoint(String uri, Dms2Component component, Dms2Configuration configuration) {
        super(uri, component);
        this.configuration = configuration;
    }

    @Override
    public Producer createProducer() {
        return new Dms2Producer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("You cannot receive messages from this endpoint");
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        configuration.setTableMappings(textOf(configuration.getTableMappings()));
        configuration.setReplicationTaskSettings(textOf(configuration.getReplicationTaskSettings()));
    }

    /** Only options may name a resource: a header that did could read any file of the host. */
    private String textOf(String textOrResource) throws IOException {
        if (!ResourceHelper.hasScheme(textOrResource)) {
            return textOrResource;
        }
        try (InputStream resource =
                ResourceHelper.resolveMandatoryResourceAsInputStream(getCamelContext(), textOrResource)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    protected void doStart() throws Exception {
        client = configuration.getDatabaseMigrationClient() != null
                ? configuration.getDatabaseMigrationClient()
                : Dms2ClientFactory.getDatabaseMigrationClient(configuration);
        super.doStart();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        if (client != null && configuration.getDatabaseMigrationClient() == null) {
            client.close();
        }
        client = null;
    }

    @Override
    public Dms2Component getComponent() {
        return (Dms2Component) super.getComponent();
    }

    public String getLabel() {
        return label;
    }

    public void setLabel(String label) {
        this.label = label;
    }

    public Dms2Configuration getConfiguration() {
        return configuration;
    }

    public void setConfiguration(Dms2Configuration configuration) {
        this.configuration = configuration;
    }

    /** The client of the started endpoint. */
    public DatabaseMigrationClient getDatabaseMigrationClient() {
        return client;
    }

    @Override
    public String getServiceUrl() {
        return configuration.isOverrideEndpoint() ? configuration.getUriEndpointOverride() : configuration.getRegion();
    }

    @Override
    public String getServiceProtocol() {
        return "dms";
    }

    @Override
    public Map<String, String> getServiceMetadata() {
        return Map.of("label", label);
    }
}
