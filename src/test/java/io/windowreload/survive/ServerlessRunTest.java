package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.check.Finding;
import io.windowreload.cli.WindowReload;
import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.ledger.Run;
import io.windowreload.local.CloudOptions;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.program.Checkup;
import io.windowreload.program.Engine;
import io.windowreload.settings.SettingsSource;
import io.windowreload.window.ErrorCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CDC is a serverless replication, and loads are serverless, too: there is no instance anywhere. */
class ServerlessRunTest {
    private static final Word WORD = new Word("cli", "mira", "a test");

    /** As production's names come about. */
    private static final String RULES = """
            {"rules":[
              {"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
               "object-locator":{"schema-name":"SOURCE_SCHEMA","table-name":"%"},"filters":[]},
              {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-action":"rename","rule-target":"schema",
               "object-locator":{"schema-name":"SOURCE_SCHEMA"},"value":"production"},
              {"rule-type":"transformation","rule-id":"3","rule-name":"3","rule-action":"convert-lowercase",
               "rule-target":"table","object-locator":{"schema-name":"%","table-name":"%"}},
              {"rule-type":"transformation","rule-id":"4","rule-name":"4","rule-action":"convert-lowercase",
               "rule-target":"column","object-locator":{"schema-name":"%","table-name":"%","column-name":"%"}}]}""";

    @TempDir
    static Path folder;

    private static World world;

    private static Map<String, String> keys(String leftovers) {
        return Map.ofEntries(
                Map.entry("reload.dms.kind", "serverless"),
                Map.entry("reload.dms.replication-instance-arn", ""),
                Map.entry("reload.dms.min-capacity-units", "2"),
                Map.entry("reload.dms.delete-task", "success"),
                Map.entry("reload.dms.clean-timeout", "1s"),
                Map.entry("reload.dms.load-timeout", "10s"),
                Map.entry("reload.runs.leftovers", leftovers),
                Map.entry("reload.cdc.latency", "cloudwatch"),
                Map.entry("reload.requests.directory", folder.toString()),
                Map.entry("reload.http.port", "0"),
                Map.entry("reload.management.port", "0"),
                Map.entry("reload.management.source-interval", "200ms"));
    }

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.EVERYTHING, keys("7d"), (CloudOptions options) -> options.serverlessCdc(true));
        redefine(arn -> Dms.replicationMappings(world.cloud.dms().endpoint(), arn, RULES));
    }

    /** CDC stops, gets something else in its config, and goes on. */
    private static void redefine(Consumer<String> change) {
        var arn = world.cloud.dms().cdcTaskArn();
        Dms.stopReplication(world.cloud.dms().endpoint(), arn);
        world.awaitReplication("stopped");
        change.accept(arn);
        world.awaitReplication("stopped");
        Dms.resumeReplication(world.cloud.dms().endpoint(), arn);
        world.awaitReplication("running");
    }

    private static void settings(String settings) {
        redefine(arn -> Dms.replicationSettings(world.cloud.dms().endpoint(), arn, settings));
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @AfterEach
    void heal() {
        world.strike(List.of());
    }

    private static List<Finding> check() {
        return Checkup.of(
                () -> SettingsSource.collect(Path.of("none"), World.settings(world.cloud, keys("7d")), Map.of()),
                Clock.systemUTC());
    }

    private static void sweep() {
        world.restart(Engine.Mode.EVERYTHING, keys("1ms"));
        await().atMost(TapStage.PATIENCE).until(() -> world.replications().isEmpty());
        world.restart(Engine.Mode.EVERYTHING, keys("7d"));
    }

    @Test
    void january_comes_right_beside_cdc_without_an_instance() throws Exception {
        world.production.damage();

        var run = world.reload("serverless");

        assertThat(run.state()).as("%s: %s", run.error(), run.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.production.january()).isEqualTo(world.source.january());
        assertThat(run.taskArn()).contains(":replication-config:");
        assertThat(world.carriedOut("CreateReplicationTask")).isZero();
        assertThat(world.carriedOut("DescribeReplicationInstances")).isZero();
        // The barrier: CloudWatch was asked, under a name that was found there.
        assertThat(world.carriedOut("ListMetrics")).isPositive();
        var compute = new ObjectMapper()
                .readTree(world.program.ledger().evidence(run.id(), "task-plan").orElseThrow())
                .get("compute");
        assertThat(compute.toString().replace("\"", ""))
                .as("CDC's own, but for what settings say, and without the standby")
                .isEqualTo(
                        "{MaxCapacityUnits:16,MinCapacityUnits:2,VpcSecurityGroupIds:[sg-local],ReplicationSubnetGroupId:local-subnets}");
    }

    @Test
    void the_manual_s_policies_allow_what_is_called_and_nothing_else_and_what_is_left_is_swept() throws Exception {
        // Up to here somebody else may have called, too.
        var before = world.cloud.dms().calls().size();
        assertThat(check()).noneMatch(Finding::failed);
        world.strike(List.of(Fault.of(FaultKind.SLOW_PROVISION).delay(Duration.ofSeconds(2))));
        var cancelled = world.ask("cancelled", "");
        await().until(() -> world.replications().stream()
                .anyMatch(replication -> replication.status().equals("provisioning_capacity")));
        world.program.operations().cancel(cancelled.id(), WORD);
        assertThat(world.ended(cancelled.id()).state()).isEqualTo(Run.State.CANCELLED);
        // Not before it has come to rest: it would load into the staging of another run.
        assertThat(world.replications())
                .allSatisfy(left -> assertThat(left.status()).isEqualTo("stopped"));
        world.strike(List.of(Fault.of(FaultKind.FAIL).text("ORA-01555")));
        var failed = world.reload("failed");
        assertThat(failed.error()).isEqualTo(ErrorCode.DMS_TASK_FAILED);
        assertThat(world.program.ledger().evidence(failed.id(), "task-log").orElseThrow())
                .contains("stream dms-serverless-replication-orchestrator-", "ORA-01555");
        assertThat(world.replications()).hasSize(2);
        sweep();

        var called = world.cloud.dms().calls().stream()
                .skip(before)
                .map(call -> call.service() + ":" + call.operation())
                .collect(Collectors.toCollection(TreeSet::new));
        var serverless = PolicyTest.allowed("**Serverless**");
        var allowed = new TreeSet<>(serverless);
        allowed.addAll(PolicyTest.allowed("3. **IAM**"));
        assertThat(called).isSubsetOf(allowed);
        serverless.remove("dms:AddTagsToResource");
        assertThat(called).containsAll(serverless);
    }

    @Test
    void state_and_policies_of_cdc_are_those_of_its_replication_and_config() {
        var arn = world.cloud.dms().cdcTaskArn();
        Dms.stopReplication(world.cloud.dms().endpoint(), arn);
        world.awaitReplication("stopped");
        assertThat(world.reload("beside-a-stopped-one").error()).isEqualTo(ErrorCode.CDC_NOT_RUNNING);
        assertThat(check()).anySatisfy(finding -> assertThat(finding.code()).isEqualTo(ErrorCode.CDC_NOT_RUNNING));
        Dms.resumeReplication(world.cloud.dms().endpoint(), arn);
        world.awaitReplication("running");

        settings("{\"ErrorBehavior\":{\"ApplyErrorInsertPolicy\":\"STOP_TASK\"}}");
        assertThat(world.reload("beside-an-unsafe-one").error()).isEqualTo(ErrorCode.CDC_POLICY_UNSAFE);
        settings("{}");
    }

    @Test
    void where_cloudwatch_does_not_tell_of_it_nobody_merges() {
        world.strike(List.of(Fault.of(FaultKind.NO_METRICS).always()));
        var blind = world.reload("blind");
        assertThat(blind.error()).as(blind.errorDetail()).isEqualTo(ErrorCode.CDC_LATENCY_UNKNOWN);
        assertThat(blind.errorDetail()).contains("no recent CDCLatencyTarget of local-cdc");

        world.strike(List.of(Fault.of(FaultKind.ACCESS_DENIED).on("ListMetrics").always()));
        assertThat(world.reload("denied").errorDetail()).contains("CloudWatch denies ListMetrics");

        world.strike(List.of(
                Fault.of(FaultKind.CDC_LATENCY).delay(Duration.ofHours(3)).always()));
        assertThat(world.reload("behind").error()).isEqualTo(ErrorCode.CDC_BEHIND);
    }

    @Test
    void init_takes_the_arn_of_a_config_and_says_that_loads_are_serverless() throws Exception {
        var config = folder.resolve("fresh");
        var init = command(world.init(config).toArray(String[]::new));
        assertThat(init).contains("SOURCE_SCHEMA.ORDERS", "Next: window-reload check");
        var written = Files.readString(config.resolve("application.properties"));
        assertThat(written)
                .contains(
                        "reload.dms.kind=serverless",
                        "reload.dms.cdc-task-arn=" + world.cloud.dms().cdcTaskArn())
                .doesNotContain("replication-instance-arn=arn");

        var found = new LinkedHashMap<>(World.settings(world.cloud, keys("7d")));
        found.keySet().removeIf(key -> key.startsWith("reload.dms.m"));
        found.put("reload.dms.source-endpoint-arn", "");
        found.put("reload.dms.target-endpoint-arn", "");
        assertThat(Checkup.of(() -> SettingsSource.collect(Path.of("none"), found, Map.of()), Clock.systemUTC()))
                .noneMatch(Finding::failed)
                .anySatisfy(finding -> assertThat(finding.detail()).contains("16 capacity units", "local-subnets"));
        // A task wants an instance, which this CDC has none of.
        found.put("reload.dms.kind", "task");
        assertThat(Checkup.of(() -> SettingsSource.collect(Path.of("none"), found, Map.of()), Clock.systemUTC()))
                .anySatisfy(finding -> assertThat(finding.detail()).contains("replication-instance-arn is empty"));
    }

    private static String command(String... arguments) {
        var out = new StringWriter();
        WindowReload.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(arguments);
        return out.toString();
    }
}
