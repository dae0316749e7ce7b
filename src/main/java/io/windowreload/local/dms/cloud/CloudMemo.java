package io.windowreload.local.dms.cloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a state file holds. Instance and endpoints come from the start options, events and assessment runs are let go. */
record CloudMemo(
        List<TaskMemo> tasks,
        List<ConfigMemo> configs,
        List<ConnectionTest> connections,
        Map<String, Map<String, String>> tags) {

    /** A serverless replication with its configuration. */
    record ConfigMemo(TaskMemo replication, ObjectNode compute, String supplementalSettings, Instant updated) {}

    static CloudMemo of(Cloud cloud) {
        return new CloudMemo(
                cloud.tasks().values().stream().map(ReplicationTask::memo).toList(),
                cloud.configs().values().stream()
                        .map(config -> new ConfigMemo(
                                config.replication().memo(),
                                config.compute(),
                                config.supplementalSettings(),
                                config.updated()))
                        .toList(),
                List.copyOf(cloud.connections().values()),
                Map.copyOf(cloud.allTags()));
    }

    /** Puts into a new cloud what another one held, and sets going what was going. */
    void restore(Cloud cloud, TaskLife life) {
        for (var memo : tasks) {
            if (memo.status() != TaskStatus.DELETING) {
                var task = ReplicationTask.of(memo, cloud.clock());
                cloud.tasks().put(task.arn(), task);
                life.resume(task);
            }
        }
        for (var memo : configs) {
            if (memo.replication().status() != TaskStatus.DELETING) {
                var replication = ReplicationTask.of(memo.replication(), cloud.clock());
                cloud.configs()
                        .put(
                                replication.arn(),
                                new ReplicationConfig(
                                        replication, memo.compute(), memo.supplementalSettings(), memo.updated()));
                life.resume(replication);
            }
        }
        for (var connection : connections) {
            if (!connection.status().equals(ConnectionTest.TESTING)) {
                cloud.connections().replace(connection.endpointArn(), connection);
            }
        }
        tags.forEach((arn, pairs) -> cloud.tags(arn).putAll(pairs));
    }
}
