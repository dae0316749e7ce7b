package io.windowreload.component.aws2.dms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.TestPostgres;
import io.windowreload.local.OracleStandIn;
import io.windowreload.local.dms.DmsEmulator;
import io.windowreload.local.dms.EmulatorOptions;
import io.windowreload.local.dms.http.ReceivedCall;
import io.windowreload.local.dms.load.JdbcAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTasksResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeTableStatisticsResponse;
import software.amazon.awssdk.services.databasemigration.model.ResourceNotFoundException;
import software.amazon.awssdk.services.databasemigration.model.TableStatistics;

/** The component with the emulator of DMS, which moves real rows into a real PostgreSQL. */
class Dms2EmulatorTest {
    private static final int CUSTOMERS = 60;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private OracleStandIn source;
    private JdbcAddress target;
    private DmsEmulator dms;
    private DefaultCamelContext camel;

    @BeforeEach
    void start() {
        source = OracleStandIn.inMemory();
        source.fill(CUSTOMERS, 120);
        target = JdbcAddress.of(TestPostgres.emptyUrl());
        dms = DmsEmulator.start(EmulatorOptions.of(source.address(), target));
        camel = new DefaultCamelContext();
        camel.getCamelContextExtension().registerEndpointCallback((uri, endpoint) -> {
            if (endpoint instanceof Dms2Endpoint tasks) {
                tasks.setDelay(20);
                tasks.setInitialDelay(0);
            }
            return endpoint;
        });
        configure(camel.getComponent("aws2-dms", Dms2Component.class).getConfiguration());
    }

    @AfterEach
    void stop() {
        camel.stop();
        dms.close();
        source.close();
    }

    @Test
    void the_yaml_example_loads_real_rows_and_leaves_no_task() throws Exception {
        String yaml = DocsPage.read().blocks("yaml").get(0);
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("load-once.camel.yaml", yaml));
        camel.start();
        await().until(() -> isGone("load-once"));
        assertThat(count("staging.\"CUSTOMERS\"")).isEqualTo(CUSTOMERS);
        assertThat(dms.calls())
                .extracting(ReceivedCall::operation)
                .containsSubsequence("CreateReplicationTask", "StartReplicationTask", "DeleteReplicationTask");
    }

    @Test
    void the_end_of_a_task_is_told_after_that_of_its_tables() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("aws2-dms:tasks?replicationTaskIdentifier=watched")
                        .process(exchange -> told.add(change(exchange.getMessage())))
                        .filter(header(Dms2Constants.REPLICATION_TASK_STATUS).isEqualTo("ready"))
                        .to("aws2-dms:x?operation=startReplicationTask");
            }
        });
        camel.start();
        try (ProducerTemplate template = camel.createProducerTemplate()) {
            template.requestBody(
                    "aws2-dms:x?operation=createReplicationTask&replicationTaskIdentifier=watched"
                            + "&tableMappings=classpath:mappings.json",
                    (Object) null);
        }
        await().until(() -> told.contains("taskStatus stopped"));
        assertThat(told)
                .doesNotHaveDuplicates()
                .containsSubsequence("taskStatus ready", "tableState Table completed", "taskStatus stopped");
    }

    @Test
    void a_producer_asks_for_instances_connections_tasks_and_tables() throws Exception {
        camel.start();
        try (ProducerTemplate template = camel.createProducerTemplate()) {
            assertThat(template.request("aws2-dms:x?operation=describeReplicationInstances", exchange -> {})
                            .getException())
                    .isNull();
            assertThat(template.request("aws2-dms:x?operation=describeConnections", exchange -> {})
                            .getException())
                    .isNull();
            DescribeReplicationTasksResponse tasks = template.requestBody(
                    "aws2-dms:x?operation=describeReplicationTasks&followPages=true&replicationTaskArn="
                            + dms.cdcTaskArn(),
                    null,
                    DescribeReplicationTasksResponse.class);
            assertThat(tasks.replicationTasks()).singleElement().satisfies(task -> assertThat(task.status())
                    .isEqualTo("running"));
            DescribeTableStatisticsResponse tables = template.requestBodyAndHeader(
                    "aws2-dms:x?operation=describeTableStatistics&followPages=true",
                    null,
                    Dms2Constants.REPLICATION_TASK_ARN,
                    dms.cdcTaskArn(),
                    DescribeTableStatisticsResponse.class);
            assertThat(tables.tableStatistics())
                    .extracting(TableStatistics::schemaName)
                    .containsOnly("SOURCE_SCHEMA");
        }
    }

    private void configure(Dms2Configuration configuration) {
        configuration.setAccessKey("test");
        configuration.setSecretKey("test");
        configuration.setRegion("us-east-1");
        configuration.setOverrideEndpoint(true);
        configuration.setUriEndpointOverride(dms.endpoint().toString());
        configuration.setSourceEndpointArn(dms.sourceEndpointArn());
        configuration.setTargetEndpointArn(dms.targetEndpointArn());
        configuration.setReplicationInstanceArn(dms.replicationInstanceArn());
    }

    private boolean isGone(String identifier) throws Exception {
        try (ProducerTemplate template = camel.createProducerTemplate()) {
            Exchange answer = template.request(
                    "aws2-dms:x?operation=describeReplicationTasks&replicationTaskIdentifier=" + identifier,
                    exchange -> {});
            return answer.getException() instanceof ResourceNotFoundException
                    && dms.calls().stream().anyMatch(call -> call.operation().equals("DeleteReplicationTask"));
        }
    }

    private static String change(Message message) {
        String kind = message.getHeader(Dms2Constants.CHANGE, String.class);
        return kind + " "
                + message.getHeader(
                        kind.equals("tableState") ? Dms2Constants.TABLE_STATE : Dms2Constants.REPLICATION_TASK_STATUS);
    }

    private int count(String table) throws Exception {
        try (var connection = target.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from " + table)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
