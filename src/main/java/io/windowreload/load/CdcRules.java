package io.windowreload.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must be true of the CDC task beside a reload. Each rule throws, so that a caller may let one pass that was accepted. */
public final class CdcRules {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ENDS_REPLICATION = Set.of("SUSPEND_TABLE", "STOP_TASK");

    private CdcRules() {}

    /** The task must be running: a reload beside a stopped one is stale at once. */
    public static void running(CdcReport cdc) {
        if ("full-load".equals(cdc.type())) {
            throw new ReloadException(
                    ErrorCode.SETTINGS_INVALID,
                    "reload.dms.cdc-task-arn: " + cdc.arn() + " is a full-load task, which captures no changes");
        }
        if (!cdc.running()) {
            throw new ReloadException(ErrorCode.CDC_NOT_RUNNING, cdc.arn() + " is '" + cdc.status() + "'");
        }
    }

    /**
     * A table that CDC has put aside, or has not come to because it still loads it for the first time, would be stale at once, too. Tables
     * that the task does not know may be new to it.
     */
    public static void replicates(CdcReport cdc, List<TableReport> tables, List<TableName> wanted) {
        var broken = tables.stream()
                .filter(table -> wanted.contains(table.source()))
                .filter(table -> table.broken() || table.reloading() || (cdc.loads() && table.loading()))
                .map(table -> table.source() + ": " + table.state())
                .collect(Collectors.joining("; "));
        if (!broken.isEmpty()) {
            throw new ReloadException(ErrorCode.CDC_TABLE_ERROR, broken + " (" + cdc.arn() + ")");
        }
    }

    /**
     * No conflict between CDC and a row that the merge wrote, or that an undo took away, may end the replication of a table. The
     * defaults of DMS log it (user guide, "Error handling task settings"); what a task does not say is at its default.
     */
    public static void policies(CdcReport cdc) {
        var behaviour = behaviour(cdc);
        var unsafe = Stream.of("ApplyErrorInsertPolicy", "ApplyErrorUpdatePolicy", "ApplyErrorDeletePolicy")
                .filter(policy -> endsReplication(behaviour, policy))
                .map(policy -> policy + " is " + behaviour.get(policy).asText())
                .collect(Collectors.toList());
        var escalation = behaviour.path("ApplyErrorEscalationCount").asInt(0);
        if (escalation > 0 && endsReplication(behaviour, "ApplyErrorEscalationPolicy")) {
            unsafe.add("ApplyErrorEscalationPolicy is "
                    + behaviour.get("ApplyErrorEscalationPolicy").asText() + " after " + escalation);
        }
        if (!unsafe.isEmpty()) {
            throw new ReloadException(ErrorCode.CDC_POLICY_UNSAFE, cdc.arn() + ": " + String.join(", ", unsafe));
        }
    }

    private static JsonNode behaviour(CdcReport cdc) {
        try {
            var settings = JSON.readTree(String.valueOf(cdc.settings()));
            if (settings.isObject()) {
                return settings.path("ErrorBehavior");
            }
        } catch (JsonProcessingException e) {
            // as if DMS had told nothing
        }
        throw new ReloadException(ErrorCode.CDC_POLICY_UNSAFE, cdc.arn() + ": DMS does not tell the task's settings");
    }

    private static boolean endsReplication(JsonNode behaviour, String policy) {
        return ENDS_REPLICATION.contains(behaviour.path(policy).asText(""));
    }

    /** It must be known how far CDC has got. */
    public static void known(CdcReport cdc, CdcPosition position) {
        if (!position.known()) {
            throw new ReloadException(ErrorCode.CDC_LATENCY_UNKNOWN, cdc.arn() + ": " + position.unknown());
        }
    }

    /** CDC must not be so far behind that waiting for it would be in vain. */
    public static void within(CdcReport cdc, CdcPosition position, Duration limit) {
        if (position.known() && position.behind().compareTo(limit) > 0) {
            throw new ReloadException(
                    ErrorCode.CDC_BEHIND,
                    cdc.arn() + " has applied what was committed before " + position.appliedUntil() + ", more than "
                            + limit + " ago");
        }
    }
}
