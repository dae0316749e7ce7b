package io.windowreload.survive;

import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.window.ErrorCode;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The table for serverless loads beside a CDC task. Without {@code -Doutcomes=all} only what goes through calls and words of their own: what
 * becomes of a report is the same code for both kinds.
 */
class ServerlessOutcomeTest extends DmsOutcomes {
    private static final boolean ALL = System.getProperty("outcomes", "").equals("all");
    private static final Set<String> BRIEF = Set.of(
            "running is never seen",
            "the answers to create and start are lost",
            "access denied to statistics",
            "the task fails",
            "the task is deleted by somebody",
            "stopped with NORMAL",
            "stopped with STOPPED_DUE_TO_LOW_MEMORY");

    ServerlessOutcomeTest() {
        super(
                new Calls(
                        "CreateReplicationConfig",
                        "StartReplication",
                        "DeleteReplicationConfig",
                        "DescribeReplications",
                        "DescribeReplicationTableStatistics"),
                Map.of("reload.dms.kind", "serverless", "reload.dms.max-capacity-units", "8"));
    }

    @Override
    boolean wanted(Outcome outcome) {
        return ALL || BRIEF.contains(outcome.name());
    }

    @Override
    Stream<Outcome> moreGreen() {
        return Stream.of(
                green("provisioning is slow", Fault.of(FaultKind.SLOW_PROVISION).delay(SHORT)),
                green(
                        "nobody has tested the connections",
                        on("source", FaultKind.UNTESTED_CONNECTION).always(),
                        on("target", FaultKind.UNTESTED_CONNECTION).always()));
    }

    @Override
    Stream<Outcome> moreRed() {
        return Stream.of(
                red(
                        "there is no capacity",
                        ErrorCode.DMS_TASK_FAILED,
                        Fault.of(FaultKind.FAILED_PROVISION).text("out of capacity")),
                red(
                        "the target is not reached from there",
                        ErrorCode.DMS_TASK_FAILED,
                        on("target", FaultKind.FAILED_CONNECTION).text("no route to host")),
                red(
                        "provisioning never ends",
                        ErrorCode.DMS_TIMED_OUT,
                        Fault.of(FaultKind.SLOW_PROVISION).delay(LONG)),
                red(
                        "a status that nobody knows",
                        ErrorCode.DMS_STATE_UNKNOWN,
                        Fault.of(FaultKind.STRANGE_STATUS).text("hibernating").delay(SHORT)));
    }
}
