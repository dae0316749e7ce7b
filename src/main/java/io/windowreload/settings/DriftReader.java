package io.windowreload.settings;

import java.time.ZoneId;

/** Where evidence of drift is read. */
final class DriftReader {
    private DriftReader() {}

    static Settings.Drift read(Values values, String zone) {
        return new Settings.Drift(
                values.text("reload.drift.control-schema"),
                values.parsed("reload.drift.control-zone", ZoneId::of, zone));
    }
}
