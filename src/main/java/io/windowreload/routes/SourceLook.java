package io.windowreload.routes;

import io.windowreload.check.Source;
import io.windowreload.load.CdcPosition;
import io.windowreload.load.CdcReport;
import io.windowreload.load.ConnectionReport;
import io.windowreload.load.EndpointReport;
import io.windowreload.load.InstanceReport;
import io.windowreload.load.TableReport;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import software.amazon.awssdk.services.databasemigration.model.DescribeConnectionsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeEndpointsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationInstancesResponse;

/** Asks DMS and CloudWatch through the routes that the runs use. */
public final class SourceLook implements Source {
    private final ProducerTemplate routes;
    private final DmsReports reports = new DmsReports();

    public SourceLook(ProducerTemplate routes) {
        this.routes = routes;
    }

    @Override
    public List<InstanceReport> instances() {
        return reports.instances(
                ask("source-instance", null).getMessage().getBody(DescribeReplicationInstancesResponse.class));
    }

    @Override
    public EndpointReport endpoint(String arn) {
        return reports.endpoint(ask("source-endpoint", arn).getMessage().getBody(DescribeEndpointsResponse.class));
    }

    @Override
    public List<ConnectionReport> connections() {
        return reports.connections(
                ask("source-connections", null).getMessage().getBody(DescribeConnectionsResponse.class));
    }

    @Override
    public CdcReport cdc(String arn) {
        return ask("cdc-describe", arn).getVariable("cdc", CdcReport.class);
    }

    @Override
    @SuppressWarnings("unchecked") // The route puts it there.
    public List<TableReport> cdcTables(CdcReport task) {
        return ask("cdc-tables", task.arn()).getVariable("cdcTables", List.class);
    }

    @Override
    public CdcPosition cdcPosition(CdcReport task) {
        return ask("cdc-position", task.arn()).getVariable("cdcPosition", CdcPosition.class);
    }

    private Exchange ask(String route, Object body) {
        var answer = routes.request(
                "direct:" + route, exchange -> exchange.getMessage().setBody(body));
        if (answer.getException() == null) {
            return answer;
        }
        var failure = Failures.behind(answer.getException());
        // The SDK names every place that it has looked at: too long for a table.
        var detail = failure.code() == ErrorCode.AWS_CREDENTIALS_MISSING ? "the AWS SDK finds none" : failure.detail();
        throw new ReloadException(failure.code(), detail, answer.getException());
    }
}
