package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.ledger.Run;
import io.windowreload.local.CloudOptions;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.program.Engine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** CDC is a serverless replication, and loads are serverless, too: there is no instance anywhere. */
class ServerlessRunTest {
    private static final Map<String, String> KEYS = Map.of(
            "reload.dms.kind", "serverless",
            "reload.dms.replication-instance-arn", "",
            "reload.dms.min-capacity-units", "2",
            "reload.cdc.latency", "cloudwatch");

    private static World world;

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.RUNS_ONLY, KEYS, (CloudOptions options) -> options.serverlessCdc(true));
    }

    @AfterAll
    static void close() {
        world.close();
    }

    private static void assertRight(Run run) {
        assertThat(run.state()).as("%s: %s", run.error(), run.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.production.january()).isEqualTo(world.source.january());
        assertThat(world.replications()).isEmpty();
    }

    @Test
    void january_comes_right_beside_cdc_without_an_instance() throws Exception {
        world.production.damage();

        var run = world.reload("serverless");

        assertRight(run);
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
    void a_run_that_is_cancelled_while_capacity_is_provisioned_leaves_nothing_behind() {
        world.strike(List.of(Fault.of(FaultKind.SLOW_PROVISION).delay(Duration.ofSeconds(1))));
        var run = world.ask("cancelled", "");
        await().until(() -> world.replications().stream()
                .anyMatch(replication -> replication.status().equals("provisioning_capacity")));

        world.program.operations().cancel(run.id(), new Word("cli", "mira", "a test"));

        assertThat(world.ended(run.id()).state()).isEqualTo(Run.State.CANCELLED);
        assertThat(world.replications()).isEmpty();
    }
}
