package io.windowreload.component.aws2.dms;

import com.fasterxml.jackson.databind.JsonNode;
import io.windowreload.component.aws2.dms.DmsStub.Reply;
import java.util.ArrayList;
import java.util.List;

/**
 * The life of one full load as DMS leads it: ready some time after it was created, never seen running, gone some time after
 * it was deleted. Each look at it is one step.
 */
final class OneTaskLife {
    private final List<String> calls = new ArrayList<>();
    private JsonNode created;
    private String status;

    OneTaskLife(DmsStub stub) {
        stub.on("CreateReplicationTask", this::create)
                .on("StartReplicationTask", body -> move("ready", "starting"))
                .on("DeleteReplicationTask", body -> move("stopped", "deleting"))
                .on("DescribeReplicationTasks", body -> look());
    }

    /** The calls that moved the task. */
    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    synchronized JsonNode created() {
        return created;
    }

    synchronized boolean isGone() {
        return created != null && status == null;
    }

    private synchronized Reply create(JsonNode body) {
        created = body;
        return now("creating");
    }

    private synchronized Reply move(String from, String to) {
        return from.equals(status)
                ? now(to)
                : Reply.fault("InvalidResourceStateFault", "the task is %s".formatted(status));
    }

    private synchronized Reply look() {
        String seen = status;
        if (seen == null) {
            return Reply.fault("ResourceNotFoundFault", "No Tasks found matching");
        }
        status = switch (seen) {
            case "creating" -> "ready";
            case "starting" -> "stopped";
            case "deleting" -> null;
            default -> seen;
        };
        return Reply.ok("{\"ReplicationTasks\":[%s]}".formatted(task(seen)));
    }

    private Reply now(String next) {
        status = next;
        calls.add(next);
        return Reply.ok("{\"ReplicationTask\":%s}".formatted(task(next)));
    }

    private String task(String inStatus) {
        return "{\"ReplicationTaskArn\":\"arn:task\",\"ReplicationTaskIdentifier\":\"load-once\",\"Status\":\"%s\"%s}"
                .formatted(
                        inStatus,
                        inStatus.equals("stopped") ? ",\"StopReason\":\"Stop Reason FULL_LOAD_ONLY_FINISHED\"" : "");
    }
}
