package io.windowreload.local.dms.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.local.dms.cloud.Cloud;
import io.windowreload.local.dms.cloud.Event;
import io.windowreload.local.dms.wire.Members;
import io.windowreload.local.dms.wire.WireJson;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Events and quotas. */
final class AccountOperations {
    private static final String TASKS = "replication-task";
    // The service model lists the first only; the user guide has events of both.
    private static final Set<String> SOURCES = Set.of("replication-instance", TASKS);

    private final Cloud cloud;

    AccountOperations(Cloud cloud) {
        this.cloud = cloud;
    }

    /** Events of the last hour, or of the time that the request names, oldest first. */
    ObjectNode events(Members request) {
        var sources = request.oneOf("SourceType", SOURCES);
        var source = request.text("SourceIdentifier");
        var categories = request.texts("EventCategories");
        var end = request.time("EndTime").orElse(cloud.now());
        var start = request.time("StartTime")
                .orElse(end.minus(Duration.ofMinutes(request.integer("Duration").orElse(60))));
        var events = cloud.events().stream()
                .filter(event -> sources.isEmpty() || sources.get().equals(TASKS))
                .filter(event -> source.isEmpty() || event.taskIdentifier().equals(source.get()))
                .filter(event -> categories.isEmpty()
                        || categories.stream().anyMatch(event.kind().category()::equalsIgnoreCase))
                .filter(event -> !event.date().isBefore(start) && !event.date().isAfter(end))
                .toList();
        return Page.answer(request, "Events", events, Page.USUAL_MAXIMUM, AccountOperations::json);
    }

    private static ObjectNode json(Event event) {
        var node = WireJson.object();
        node.put("SourceIdentifier", event.taskIdentifier());
        node.put("SourceType", TASKS);
        node.put("Message", event.message());
        node.putArray("EventCategories").add(event.kind().category());
        WireJson.put(node, "Date", event.date());
        return node;
    }

    /** Quotas as the user guide's "Quotas for AWS DMS" has them. */
    ObjectNode attributes(Members request) {
        var answer = WireJson.object();
        var quotas = answer.putArray("AccountQuotas");
        for (var quota : List.of(
                new Quota("ReplicationInstances", 1, 60),
                new Quota("AllocatedStorage", cloud.instance().allocatedStorage(), 30_000),
                new Quota("Endpoints", cloud.endpoints().size(), 1000),
                new Quota("ReplicationTasks", cloud.tasks().size(), 600))) {
            quotas.addObject()
                    .put("AccountQuotaName", quota.name())
                    .put("Used", quota.used())
                    .put("Max", quota.max());
        }
        answer.put("UniqueAccountIdentifier", "window-reload-local");
        return answer;
    }

    private record Quota(String name, long used, long max) {}
}
