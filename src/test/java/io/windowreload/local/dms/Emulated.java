package io.windowreload.local.dms;

import static org.awaitility.Awaitility.await;

import io.windowreload.TestPostgres;
import io.windowreload.local.OracleStandIn;
import io.windowreload.local.dms.cloud.Delays;
import io.windowreload.local.dms.load.JdbcAddress;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.TableStatistics;

/** An emulator with a small source and an empty target, and AWS's own client for it. */
public final class Emulated implements AutoCloseable {
    public static final String JANUARY = Mappings.windowed("between", "2025-01-01 00:00:00", "2025-02-01 00:00:00");
    public static final String CAREFUL = """
            {"FullLoadSettings":{"TargetTablePrepMode":"DO_NOTHING"},
             "ErrorBehavior":{"DataErrorPolicy":"STOP_TASK","DataTruncationErrorPolicy":"STOP_TASK",
                              "TableErrorPolicy":"STOP_TASK"}}""";

    public final OracleStandIn source = OracleStandIn.inMemory();
    public final JdbcAddress target = JdbcAddress.of(TestPostgres.emptyUrl());
    public final DmsEmulator dms;
    public final DatabaseMigrationClient client;

    public Emulated() {
        this(options -> options);
    }

    public Emulated(UnaryOperator<EmulatorOptions> change) {
        source.fill(60, 120);
        var options = EmulatorOptions.of(source.address(), target).delays(Delays.all(Duration.ofMillis(30)));
        dms = DmsEmulator.start(change.apply(options));
        client = client(dms);
    }

    static DatabaseMigrationClient client(DmsEmulator dms) {
        return client(dms.endpoint());
    }

    static DatabaseMigrationClient client(URI endpoint) {
        return DatabaseMigrationClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClientBuilder(Apache5HttpClient.builder())
                .overrideConfiguration(override -> override.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    /** The code of the error that a call ends with. */
    static String code(Runnable call) {
        try {
            call.run();
            return "OK";
        } catch (DatabaseMigrationException e) {
            return e.awsErrorDetails().errorCode();
        }
    }

    static Filter named(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    public CreateReplicationTaskRequest.Builder request(String identifier) {
        return CreateReplicationTaskRequest.builder()
                .replicationTaskIdentifier(identifier)
                .sourceEndpointArn(dms.sourceEndpointArn())
                .targetEndpointArn(dms.targetEndpointArn())
                .replicationInstanceArn(dms.replicationInstanceArn())
                .migrationType("full-load")
                .tableMappings(JANUARY)
                .replicationTaskSettings(CAREFUL);
    }

    String create(String mappings, String settings) {
        return create(request("t" + System.nanoTime())
                .tableMappings(mappings)
                .replicationTaskSettings(settings)
                .build());
    }

    public String create(CreateReplicationTaskRequest request) {
        var arn = client.createReplicationTask(request).replicationTask().replicationTaskArn();
        awaitStatus(arn, "ready");
        return arn;
    }

    public void start(String arn) {
        client.startReplicationTask(
                start -> start.replicationTaskArn(arn).startReplicationTaskType("start-replication"));
    }

    /** Creates a task, starts it and waits for its end. */
    ReplicationTask load(String mappings, String settings) {
        var arn = create(mappings, settings);
        start(arn);
        return awaitEnd(arn);
    }

    public ReplicationTask awaitEnd(String arn) {
        await().pollInterval(Duration.ofMillis(20)).until(() -> List.of("stopped", "failed", "failed-move")
                .contains(task(arn).status()));
        return task(arn);
    }

    public ReplicationTask awaitStatus(String arn, String status) {
        await().pollInterval(Duration.ofMillis(5))
                .until(() -> task(arn).status().equals(status));
        return task(arn);
    }

    public ReplicationTask task(String arn) {
        return client.describeReplicationTasks(describe -> describe.filters(named("replication-task-arn", arn)))
                .replicationTasks()
                .get(0);
    }

    public TableStatistics statistics(String arn, String table) {
        return client.describeTableStatistics(
                        describe -> describe.replicationTaskArn(arn).filters(named("table-name", table)))
                .tableStatistics()
                .get(0);
    }

    void atTarget(String sql) {
        run(target, sql);
    }

    void atSource(String sql) {
        run(source.address(), sql);
    }

    /** The one value that a query at the target returns, as text. */
    public String target(String query) {
        return single(target, query);
    }

    String source(String query) {
        return single(source.address(), query);
    }

    private static void run(JdbcAddress address, String sql) {
        try (var connection = address.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String single(JdbcAddress address, String query) {
        try (Connection connection = address.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        dms.close();
        source.close();
    }
}
