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
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.ScheduledPollEndpoint;
import org.apache.camel.support.service.ServiceHelper;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;

/**
 * Manage replication tasks of the AWS Database Migration Service and follow their states.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "aws2-dms",
        title = "AWS Database Migration Service (DMS)",
        syntax = "aws2-dms:label",
        category = {Category.CLOUD, Category.DATABASE, Category.MANAGEMENT},
        headersClass = Dms2Constants.class)
public class Dms2Endpoint extends ScheduledPollEndpoint implements EndpointServiceLocation {

    /** The usual half second of Camel would use up what DMS grants. */
    private static final long DEFAULT_DELAY = 10_000;

    private static final String TASKS = "tasks";

    private DatabaseMigrationClient client;

    @UriPath(description = "A name of your choice for a producer; tasks for a consumer")
    @Metadata(required = true)
    private String label;

    @UriParam
    private Dms2Configuration configuration;

    @UriParam(
            defaultValue = "" + DEFAULT_DELAY,
            javaType = "java.time.Duration",
            label = "consumer,scheduler",
            description = "Milliseconds before the next poll. All of an account in a region share 8 calls a second.")
    private long delay = DEFAULT_DELAY;

    public Dms2Endpoint(String uri, Dms2Component component, Dms2Configuration configuration) {
        super(uri, component);
        this.configuration = configuration;
        setDelay(DEFAULT_DELAY);
    }

    @Override
    public Producer createProducer() {
        return new Dms2Producer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (!TASKS.equals(label)) {
            throw new IllegalArgumentException(
                    "Tasks are what can be consumed: aws2-dms:tasks instead of aws2-dms:" + label);
        }
        Dms2Consumer consumer = new Dms2Consumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        configuration.setTableMappings(textOf(configuration.getTableMappings()));
        configuration.setReplicationTaskSettings(textOf(configuration.getReplicationTaskSettings()));
        configuration.setReplicationSettings(textOf(configuration.getReplicationSettings()));
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
        ServiceHelper.startService(configuration.getIdempotentRepository());
        super.doStart();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        ServiceHelper.stopService(configuration.getIdempotentRepository());
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

    @Override
    public long getDelay() {
        return delay;
    }

    @Override
    public void setDelay(long delay) {
        super.setDelay(delay);
        this.delay = delay;
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
