package io.windowreload.load;

import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How CDC writes production, as its target endpoint tells.
 *
 * @param login its role there, if DMS tells
 * @param triggers whether its {@code AfterConnectScript} lets triggers and foreign keys act, {@code fire} or {@code skip}; empty where it says nothing
 */
public record CdcSession(Optional<String> login, Optional<String> triggers) {
    /** No CDC task is known. */
    public static final CdcSession UNKNOWN = new CdcSession(Optional.empty(), Optional.empty());

    private static final Pattern ROLE =
            Pattern.compile("session_replication_role['\"]?\\s*(?:=|,|\\bto\\b)\\s*['\"]?(\\w+)");

    /**
     * What the endpoints of the CDC tasks tell; none where no CDC task is known.
     *
     * @throws ReloadException {@code SETTINGS_INVALID} where they tell different things: one run writes in one way
     */
    public static CdcSession of(List<EndpointReport> endpoints) {
        var sessions = endpoints.stream().map(CdcSession::of).distinct().toList();
        if (sessions.size() > 1) {
            throw new ReloadException(
                    ErrorCode.SETTINGS_INVALID,
                    "the CDC tasks of these tables do not write in one way: "
                            + endpoints.stream()
                                    .map(endpoint ->
                                            endpoint.arn() + " " + of(endpoint).words())
                                    .distinct()
                                    .collect(Collectors.joining(", "))
                            + "; ask for the tables of each in a request of its own, or say in reload.merge.triggers how to write");
        }
        return sessions.isEmpty() ? UNKNOWN : sessions.get(0);
    }

    private static CdcSession of(EndpointReport endpoint) {
        return new CdcSession(
                Optional.ofNullable(endpoint.user()), triggers(endpoint.arn(), endpoint.afterConnectScript()));
    }

    /** For people. */
    public String words() {
        return "as " + login.orElse("a login that DMS does not tell")
                + triggers.map(way -> way.equals("skip")
                                ? ", as a replica by its AfterConnectScript"
                                : ", not as a replica, by its AfterConnectScript")
                        .orElse(", and no AfterConnectScript says whether as a replica");
    }

    /** The last of several settings counts. */
    private static Optional<String> triggers(String arn, String script) {
        if (script == null || !script.toLowerCase(Locale.ROOT).contains("session_replication_role")) {
            return Optional.empty();
        }
        return ROLE.matcher(script.toLowerCase(Locale.ROOT))
                .results()
                .map(found -> found.group(1))
                .reduce((first, last) -> last)
                .map(role -> switch (role) {
                    case "replica" -> "skip";
                    case "origin", "local", "default" -> "fire";
                    default -> throw unclear(arn, script);
                })
                .or(() -> {
                    throw unclear(arn, script);
                });
    }

    private static ReloadException unclear(String arn, String script) {
        return new ReloadException(
                ErrorCode.SETTINGS_INVALID,
                "whether triggers act for CDC cannot be told from the AfterConnectScript of " + arn + ": " + script
                        + " (say it in reload.merge.triggers)");
    }
}
