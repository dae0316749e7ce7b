package io.windowreload.component.aws2.dms;

import org.apache.camel.Exchange;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.WritableHealthCheckRepository;
import org.apache.camel.support.DefaultProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * A producer which calls the AWS Database Migration Service. The body of the result is the response of the SDK; what AWS
 * refuses is thrown as the SDK throws it.
 */
public class Dms2Producer extends DefaultProducer {

    private static final Logger LOG = LoggerFactory.getLogger(Dms2Producer.class);

    private HealthCheck healthCheck;
    private WritableHealthCheckRepository healthChecks;

    public Dms2Producer(Dms2Endpoint endpoint) {
        super(endpoint);
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Dms2Configuration configuration = getEndpoint().getConfiguration();
        Dms2Operations operation = new Dms2Input(exchange, configuration).required(Dms2Parameters.OPERATION);
        try {
            Dms2Calls.of(operation).execute(getEndpoint().getDatabaseMigrationClient(), exchange, configuration);
        } catch (AwsServiceException e) {
            // A proxy's or a broken answer has no details.
            AwsErrorDetails details = e.awsErrorDetails();
            LOG.trace(
                    "{} returned the error code {}", operation, details == null ? e.statusCode() : details.errorCode());
            throw e;
        }
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        // Health checks are optional, so the repository may not be there.
        healthChecks = HealthCheckHelper.getHealthCheckRepository(
                getEndpoint().getCamelContext(), "producers", WritableHealthCheckRepository.class);
        if (healthChecks != null) {
            healthCheck =
                    new Dms2ProducerHealthCheck(getEndpoint(), getEndpoint().getId());
            healthCheck.setEnabled(getEndpoint().getComponent().isHealthCheckProducerEnabled());
            healthChecks.addHealthCheck(healthCheck);
        }
    }

    @Override
    protected void doStop() throws Exception {
        if (healthChecks != null && healthCheck != null) {
            healthChecks.removeHealthCheck(healthCheck);
            healthCheck = null;
        }
        super.doStop();
    }

    @Override
    public Dms2Endpoint getEndpoint() {
        return (Dms2Endpoint) super.getEndpoint();
    }
}
