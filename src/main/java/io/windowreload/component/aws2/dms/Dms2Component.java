package io.windowreload.component.aws2.dms;

import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.HealthCheckComponent;
import org.apache.camel.util.PropertiesHelper;

/**
 * For working with the AWS Database Migration Service through the SDK v2.
 */
@Component("aws2-dms")
public class Dms2Component extends HealthCheckComponent {

    @Metadata
    private Dms2Configuration configuration = new Dms2Configuration();

    public Dms2Component() {
        this(null);
    }

    public Dms2Component(CamelContext context) {
        super(context);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        if (remaining == null || remaining.isBlank()) {
            throw new IllegalArgumentException("A label must be specified: aws2-dms:label");
        }
        Dms2Configuration copy = configuration == null ? new Dms2Configuration() : configuration.copy();
        takeMap(parameters, "tag.", copy::setTags);
        takeMap(parameters, "filter.", copy::setFilters);
        takeMap(parameters, "compute.", copy::setComputeConfig);
        Dms2Endpoint endpoint = new Dms2Endpoint(uri, this, copy);
        endpoint.setLabel(remaining);
        setProperties(endpoint, parameters);
        requireCredentials(copy);
        return endpoint;
    }

    private static void takeMap(Map<String, Object> parameters, String prefix, Consumer<Map<String, Object>> option) {
        Map<String, Object> found = PropertiesHelper.extractProperties(parameters, prefix);
        if (!found.isEmpty()) {
            option.accept(found);
        }
    }

    private static void requireCredentials(Dms2Configuration configuration) {
        if (!configuration.isUseDefaultCredentialsProvider()
                && !configuration.isUseProfileCredentialsProvider()
                && !configuration.isUseSessionCredentials()
                && configuration.getDatabaseMigrationClient() == null
                && (configuration.getAccessKey() == null || configuration.getSecretKey() == null)) {
            throw new IllegalArgumentException("useDefaultCredentialsProvider is set to false,"
                    + " useProfileCredentialsProvider is set to false, useSessionCredentials is set to false:"
                    + " an Amazon DMS client or accessKey and secretKey must be specified");
        }
    }

    public Dms2Configuration getConfiguration() {
        return configuration;
    }

    /**
     * Component configuration
     */
    public void setConfiguration(Dms2Configuration configuration) {
        this.configuration = configuration;
    }
}
