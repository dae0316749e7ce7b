package io.windowreload.component.aws2.dms;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTasksRequest;

/** Is up if DMS answers one small call, for which dms:DescribeReplicationTasks must be granted. */
public class Dms2ProducerHealthCheck extends AbstractHealthCheck {
    /** The least that the service accepts. */
    private static final int SMALLEST_PAGE = 20;

    private final Dms2Endpoint endpoint;

    public Dms2ProducerHealthCheck(Dms2Endpoint endpoint, String clientId) {
        super("camel", "producer:aws2-dms-" + clientId);
        this.endpoint = endpoint;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        if (!isServedRegion()) {
            builder.message("The service is not supported in this region").down();
            return;
        }
        try {
            endpoint.getDatabaseMigrationClient()
                    .describeReplicationTasks(DescribeReplicationTasksRequest.builder()
                            .maxRecords(SMALLEST_PAGE)
                            .withoutSettings(true)
                            .build());
            builder.up();
        } catch (AwsServiceException e) {
            builder.message(e.getMessage()).error(e).detail(SERVICE_STATUS_CODE, e.statusCode());
            if (e.awsErrorDetails() != null) {
                builder.detail(SERVICE_ERROR_CODE, e.awsErrorDetails().errorCode());
            }
            builder.down();
        } catch (Exception e) {
            builder.error(e).down();
        }
    }

    /** An overridden endpoint serves whatever region it is told. */
    private boolean isServedRegion() {
        Dms2Configuration configuration = endpoint.getConfiguration();
        return configuration.isOverrideEndpoint()
                || configuration.getRegion() == null
                || DatabaseMigrationClient.serviceMetadata().regions().contains(Region.of(configuration.getRegion()));
    }
}
