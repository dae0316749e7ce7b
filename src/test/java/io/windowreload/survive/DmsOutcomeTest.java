package io.windowreload.survive;

import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.window.ErrorCode;
import java.util.Map;
import java.util.stream.Stream;

/** The table for tasks on an instance. */
class DmsOutcomeTest extends DmsOutcomes {
    private static final String INSTANCES = "DescribeReplicationInstances";

    DmsOutcomeTest() {
        super(
                new Calls(
                        "CreateReplicationTask",
                        "StartReplicationTask",
                        "DeleteReplicationTask",
                        "DescribeReplicationTasks",
                        "DescribeTableStatistics"),
                Map.of());
    }

    @Override
    boolean wanted(Outcome outcome) {
        return true;
    }

    @Override
    Stream<Outcome> moreGreen() {
        return Stream.of(green(
                "the instance is asked for while throttled",
                on(INSTANCES, FaultKind.THROTTLE).times(5)));
    }

    @Override
    Stream<Outcome> moreRed() {
        return Stream.of(
                red(
                        "access denied to the instance",
                        ErrorCode.DMS_ACCESS_DENIED,
                        on(INSTANCES, FaultKind.ACCESS_DENIED)),
                red(
                        "storage full",
                        ErrorCode.DMS_INSTANCE_UNAVAILABLE,
                        Fault.of(FaultKind.INSTANCE_STATUS).always()),
                red(
                        "source connection untested",
                        ErrorCode.DMS_CONNECTION_UNTESTED,
                        on("source", FaultKind.UNTESTED_CONNECTION).always()),
                red(
                        "target connection untested",
                        ErrorCode.DMS_CONNECTION_UNTESTED,
                        on("target", FaultKind.UNTESTED_CONNECTION).always()),
                red("the task ends in failed-move", ErrorCode.DMS_TASK_FAILED, Fault.of(FaultKind.FAILED_MOVE)));
    }
}
