package io.windowreload.local.dms;

import io.windowreload.local.dms.api.ApiOperations;
import io.windowreload.local.dms.cloud.Arns;
import io.windowreload.local.dms.cloud.CaptureOptions;
import io.windowreload.local.dms.cloud.Cloud;
import io.windowreload.local.dms.cloud.ConnectionTest;
import io.windowreload.local.dms.cloud.ConnectionTests;
import io.windowreload.local.dms.cloud.DatabaseEndpoint;
import io.windowreload.local.dms.cloud.DatabaseEndpoint.Side;
import io.windowreload.local.dms.cloud.ReplicationConfig;
import io.windowreload.local.dms.cloud.ReplicationInstance;
import io.windowreload.local.dms.cloud.ReplicationTask;
import io.windowreload.local.dms.cloud.StateFile;
import io.windowreload.local.dms.cloud.TaskDefinition;
import io.windowreload.local.dms.cloud.TaskLife;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.fault.Faults;
import io.windowreload.local.dms.http.EmulatorServer;
import io.windowreload.local.dms.http.EventPosts;
import io.windowreload.local.dms.http.ReceivedCall;
import io.windowreload.local.dms.mapping.MappingParser;
import io.windowreload.local.dms.mapping.ParsedSettings;
import io.windowreload.local.dms.wire.WireJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * AWS Database Migration Service on one's own machine: speaks its HTTP API (AWS JSON 1.1), refuses what it refuses, and really
 * moves rows from a source into PostgreSQL. It begins with a replication instance, a source and a target endpoint with tested
 * connections, and a running task that captures changes.
 */
public final class DmsEmulator implements AutoCloseable {
    private static final String ACCOUNT = "000000000000";
    private static final String CDC = "local-cdc";
    private static final Duration SETTLE = Duration.ofSeconds(10);

    private final Cloud cloud;
    private final TaskLife life;
    private final EmulatorServer server;
    private final Optional<EventPosts> events;
    private final String cdcArn;

    private DmsEmulator(Cloud cloud, TaskLife life, EmulatorServer server, Optional<EventPosts> events, String cdcArn) {
        this.cloud = cloud;
        this.life = life;
        this.server = server;
        this.events = events;
        this.cdcArn = cdcArn;
    }

    /** Starts an emulator; databases that cannot be reached show when a task or a connection test wants them. */
    public static DmsEmulator start(EmulatorOptions options) {
        var cloud = cloud(options);
        var tests = new ConnectionTests(cloud);
        var idle = options.capture() ? Set.<String>of() : Set.of(CDC);
        var life = new TaskLife(cloud, tests, options.reading(), new CaptureOptions(idle, options.captureLatency()));
        var events = options.events().map(address -> new EventPosts(address, cloud.arns()));
        events.ifPresent(cloud::onEvent);
        furnish(cloud, life, options);
        try {
            var operations = new ApiOperations(cloud, life, tests, options.reading());
            var server = EmulatorServer.start(
                    new InetSocketAddress(options.listen(), options.port()),
                    operations,
                    cloud,
                    dimensions(cloud, options),
                    options.secrets(),
                    dimensions -> latency(cloud, life, options, dimensions));
            return new DmsEmulator(cloud, life, server, events, cdcArn(cloud.arns(), options));
        } catch (IOException e) {
            cloud.close();
            throw new UncheckedIOException("the DMS emulator cannot listen on port " + options.port(), e);
        }
    }

    /** Under which name DMS files the metrics of a serverless replication is not documented: this one is as good as any. */
    private static Map<String, String> dimensions(Cloud cloud, EmulatorOptions options) {
        return options.cdcServerless()
                ? Map.of("ReplicationConfigIdentifier", CDC)
                : Map.of(
                        "ReplicationInstanceIdentifier",
                        cloud.instance().identifier(),
                        "ReplicationTaskIdentifier",
                        Arns.resource(cdcArn(cloud.arns(), options)));
    }

    private static Optional<Duration> latency(
            Cloud cloud, TaskLife life, EmulatorOptions options, Map<String, String> dimensions) {
        synchronized (cloud) {
            var standing = dimensions.equals(dimensions(cloud, options));
            var task = standing
                    ? standing(cloud, cdcArn(cloud.arns(), options))
                    : cloud.tasks().values().stream()
                            .filter(candidate -> dimensions.equals(Map.of(
                                    "ReplicationInstanceIdentifier",
                                    cloud.instance().identifier(),
                                    "ReplicationTaskIdentifier",
                                    Arns.resource(candidate.arn()))))
                            .filter(candidate -> candidate.definition().capturesChanges())
                            .findFirst();
            if (task.isEmpty()) {
                return standing ? Optional.of(latency(cloud, options, CDC)) : Optional.empty();
            }
            return Optional.of(life.lag(task.get())
                    .orElseGet(() ->
                            latency(cloud, options, task.get().definition().identifier())));
        }
    }

    private static Optional<ReplicationTask> standing(Cloud cloud, String arn) {
        return Optional.ofNullable(cloud.tasks().get(arn))
                .or(() -> Optional.ofNullable(cloud.configs().get(arn)).map(ReplicationConfig::replication));
    }

    private static Duration latency(Cloud cloud, EmulatorOptions options, String task) {
        return cloud.faults()
                .present(FaultKind.CDC_LATENCY, task)
                .map(Fault::delay)
                .orElseGet(options.cdcLatency());
    }

    private static Cloud cloud(EmulatorOptions options) {
        var arns = new Arns(options.region(), ACCOUNT);
        var instance = new ReplicationInstance(
                arns.named("rep", "local-instance"),
                "local-instance",
                "dms.t3.medium",
                "3.5.4",
                50,
                options.clock().instant());
        return new Cloud(arns, instance, options.delays(), new Faults(), options.clock());
    }

    private static void furnish(Cloud cloud, TaskLife life, EmulatorOptions options) {
        var arns = cloud.arns();
        var engine = options.source().postgres() ? "postgres" : "oracle";
        var source = new DatabaseEndpoint(
                arns.named("endpoint", "local-source"), "local-source", Side.SOURCE, engine, options.source(), "");
        var target = new DatabaseEndpoint(
                arns.named("endpoint", "local-target"),
                "local-target",
                Side.TARGET,
                "postgres",
                options.target(),
                options.afterConnectScript());
        var cdc =
                new ReplicationTask(cdcArn(arns, options), changeCapture(cloud, source, target, options), cloud.now());
        var file = options.state().map(StateFile::new);
        synchronized (cloud) {
            for (var endpoint : List.of(source, target)) {
                cloud.endpoints().put(endpoint.arn(), endpoint);
                cloud.connections()
                        .put(endpoint.arn(), new ConnectionTest(endpoint.arn(), ConnectionTest.SUCCESSFUL, null));
            }
            if (file.isEmpty() || !file.get().restore(cloud, life)) {
                add(cloud, cdc);
                life.createRunning(cdc);
            }
            file.ifPresent(state -> state.keep(cloud));
        }
        // Its tables are known from the beginning, and no fault that is asked for later strikes its start.
        life.awaitRest(cdc.arn(), SETTLE);
    }

    private static String cdcArn(Arns arns, EmulatorOptions options) {
        return arns.named(options.cdcServerless() ? "replication-config" : "task", CDC);
    }

    private static void add(Cloud cloud, ReplicationTask cdc) {
        if (!cdc.definition().serverless()) {
            cloud.tasks().put(cdc.arn(), cdc);
            return;
        }
        var compute = WireJson.object()
                .put("MaxCapacityUnits", 16)
                .put("MinCapacityUnits", 4)
                .put("MultiAZ", true);
        compute.put("ReplicationSubnetGroupId", "local-subnets");
        compute.putArray("VpcSecurityGroupIds").add("sg-local");
        cloud.configs().put(cdc.arn(), new ReplicationConfig(cdc, compute, null, cloud.now()));
    }

    private static TaskDefinition changeCapture(
            Cloud cloud, DatabaseEndpoint source, DatabaseEndpoint target, EmulatorOptions options) {
        return new TaskDefinition(
                CDC,
                source.arn(),
                target.arn(),
                options.cdcServerless() ? null : cloud.instance().arn(),
                TaskDefinition.CDC,
                options.cdcMappings(),
                MappingParser.parse(options.cdcMappings()),
                ParsedSettings.parse(null, true),
                null,
                null,
                null);
    }

    /** Where clients send their calls, to DMS, to CloudWatch and to CloudWatch Logs. */
    public URI endpoint() {
        return server.address();
    }

    public String replicationInstanceArn() {
        return cloud.instance().arn();
    }

    public String sourceEndpointArn() {
        return cloud.arns().named("endpoint", "local-source");
    }

    public String targetEndpointArn() {
        return cloud.arns().named("endpoint", "local-target");
    }

    /**
     * Another endpoint at the database of one that there is, tested; returns its ARN.
     *
     * @param attributes its extra connection attributes
     */
    public String endpointLike(String arn, String identifier, String attributes) {
        synchronized (cloud) {
            var like = cloud.endpoints().get(arn);
            var another = new DatabaseEndpoint(
                    cloud.arns().named("endpoint", identifier),
                    identifier,
                    like.side(),
                    like.engine(),
                    like.address(),
                    like.afterConnectScript(),
                    attributes);
            cloud.endpoints().put(another.arn(), another);
            cloud.connections().put(another.arn(), new ConnectionTest(another.arn(), ConnectionTest.SUCCESSFUL, null));
            return another.arn();
        }
    }

    /** The task, or the serverless replication's config, that captures changes and runs from the beginning. */
    public String cdcTaskArn() {
        return cdcArn;
    }

    /** Why the task that captures changes failed, if it did: most likely a database cannot be reached. */
    public Optional<String> captureFailure() {
        synchronized (cloud) {
            return standing(cloud, cdcArn).map(ReplicationTask::lastFailure);
        }
    }

    public Faults faults() {
        return cloud.faults();
    }

    /** The last 10,000 calls, in the order of their answers. */
    public List<ReceivedCall> calls() {
        return server.calls();
    }

    /** Ends loads that run and stops serving. */
    @Override
    public void close() {
        server.close();
        synchronized (cloud) {
            life.close();
        }
        cloud.close();
        events.ifPresent(EventPosts::close);
    }
}
