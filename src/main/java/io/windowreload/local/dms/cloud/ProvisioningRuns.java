package io.windowreload.local.dms.cloud;

import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How serverless replications get what they need, and how that fails. Called under the {@link Cloud}'s monitor. */
final class ProvisioningRuns {
    private final Cloud cloud;
    private final TaskRuns runs;

    ProvisioningRuns(Cloud cloud, TaskRuns runs) {
        this.cloud = cloud;
        this.runs = runs;
    }

    /** Goes through all of it, one after the other. */
    void begin(ReplicationTask replication, Runnable then) {
        var strange = cloud.faults().take(FaultKind.STRANGE_STATUS, name(replication));
        if (strange.isPresent()) {
            replication.provisioning(strange.get().text());
            if (!strange.get().delay().isZero()) {
                cloud.later(strange.get().delay(), () -> runs.fail(replication, "a strange status"));
            }
            return;
        }
        next(replication, List.of(Provisioning.values()).iterator(), then);
    }

    private void next(ReplicationTask replication, Iterator<Provisioning> rest, Runnable then) {
        if (!cloud.holds(replication) || replication.status() != TaskStatus.STARTING) {
            return;
        }
        if (!rest.hasNext()) {
            then.run();
            return;
        }
        var now = rest.next();
        replication.provisioning(now.word());
        var failure = failure(replication, now);
        if (failure.isPresent()) {
            runs.fail(replication, failure.get());
            return;
        }
        if (now == Provisioning.REPLICATION_STARTING) {
            replication.provision();
        }
        cloud.later(time(replication, now), () -> next(replication, rest, then));
    }

    private Optional<String> failure(ReplicationTask replication, Provisioning now) {
        return switch (now) {
            case TESTING_CONNECTION ->
                Stream.of("source", "target")
                        .flatMap(side -> cloud.faults().present(FaultKind.FAILED_CONNECTION, side).stream())
                        .findFirst()
                        .map(fault -> "Test connection failed. " + fault.text());
            case PROVISIONING_CAPACITY ->
                cloud.faults()
                        .take(FaultKind.FAILED_PROVISION, name(replication))
                        .map(Fault::text);
            default -> Optional.empty();
        };
    }

    private Duration time(ReplicationTask replication, Provisioning now) {
        var time = cloud.delays().start().dividedBy(Provisioning.values().length);
        return now == Provisioning.PROVISIONING_CAPACITY
                ? time.plus(cloud.faults().delay(FaultKind.SLOW_PROVISION, name(replication)))
                : time;
    }

    private static String name(ReplicationTask replication) {
        return replication.definition().identifier();
    }
}
