package io.windowreload.component.aws2.dms;

import org.apache.camel.Exchange;
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

    public Dms2Producer(Dms2Endpoint endpoint) {
        super(endpoint);
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Dms2Configuration configuration = getEndpoint().getConfiguration();
        Dms2Operations operation = new Dms2Input(exchange, configuration).required(Dms2Parameters.OPERATION);
        try {
            call(operation).execute(getEndpoint().getDatabaseMigrationClient(), exchange, configuration);
        } catch (AwsServiceException e) {
            // A proxy's or a broken answer has no details.
            AwsErrorDetails details = e.awsErrorDetails();
            LOG.trace(
                    "{} returned the error code {}", operation, details == null ? e.statusCode() : details.errorCode());
            throw e;
        }
    }

    private static Dms2Call<?, ?> call(Dms2Operations operation) {
        return switch (operation) {
            case createReplicationTask -> Dms2TaskCalls.CREATE;
            case startReplicationTask -> Dms2TaskCalls.START;
            case stopReplicationTask -> Dms2TaskCalls.STOP;
            case deleteReplicationTask -> Dms2TaskCalls.DELETE;
            case describeReplicationTasks -> Dms2TaskCalls.DESCRIBE;
            case describeTableStatistics -> Dms2TaskCalls.TABLE_STATISTICS;
            case describeReplicationInstances -> Dms2ResourceCalls.INSTANCES;
            case describeConnections -> Dms2ResourceCalls.CONNECTIONS;
            case testConnection -> Dms2ResourceCalls.TEST_CONNECTION;
        };
    }

    @Override
    public Dms2Endpoint getEndpoint() {
        return (Dms2Endpoint) super.getEndpoint();
    }
}
