package io.windowreload.load;

import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

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

    /** What the endpoint of the CDC task tells; null where no CDC task is known. */
    public static CdcSession of(EndpointReport endpoint) {
        return endpoint == null
                ? UNKNOWN
                : new CdcSession(
                        Optional.ofNullable(endpoint.user()), triggers(endpoint.arn(), endpoint.afterConnectScript()));
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
