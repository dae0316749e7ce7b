package io.windowreload.settings;

import io.windowreload.settings.Settings.Latency;
import io.windowreload.settings.Settings.LatencyFrom;
import java.time.Duration;
import java.util.Locale;

/** How the program knows CDC's latency. */
final class LatencyReader {
    private LatencyReader() {}

    /** A latency that is longer than anybody waits for would let no merge begin. */
    static Latency read(Values values, Duration timeout) {
        var latency = values.parsed(
                "reload.cdc.latency",
                LatencyReader::latency,
                "cloudwatch, off, or the longest latency that CDC ever has, such as 5m");
        if (latency.longest().compareTo(timeout) >= 0) {
            throw new SettingsException(
                    "reload.cdc.latency: no merge waits that long; set reload.cdc.barrier-timeout to more");
        }
        return latency;
    }

    private static Latency latency(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "cloudwatch" -> new Latency(LatencyFrom.CLOUDWATCH, Duration.ZERO);
            case "off" -> new Latency(LatencyFrom.OFF, Duration.ZERO);
            default -> new Latency(LatencyFrom.AT_MOST, Values.parseLength(text));
        };
    }
}
