package io.windowreload.settings;

import io.windowreload.settings.Settings.Approval;
import java.util.Optional;

/** How runs are moved on. */
final class RunsReader {
    private RunsReader() {}

    static Settings.Runs read(Values values) {
        return new Settings.Runs(
                values.duration("reload.runs.interval"),
                values.number("reload.runs.parallel", 1, 32),
                values.duration("reload.runs.lease"),
                values.duration("reload.runs.retry-for"),
                values.duration("reload.runs.leftovers"),
                values.flag("reload.run.isolate"),
                approval(values));
    }

    static Settings.Pace pace(Values values) {
        var latency = "reload.merge.pause-above-latency";
        return new Settings.Pace(
                values.parsed("reload.hours", Hours::parse, Hours.FORM),
                values.number("reload.merge.max-rows-per-second", 0, 1_000_000),
                values.text(latency).equals("off") ? Optional.empty() : Optional.of(values.duration(latency)));
    }

    /** Names that nobody proves would let anybody approve as somebody else. */
    private static Approval approval(Values values) {
        var approval = values.choice("reload.approval", Approval.class);
        var open = !values.text("reload.http.port").equals("off")
                && values.optional("reload.http.users-file").isEmpty()
                && !values.flag("reload.http.read-only");
        if (approval == Approval.REQUIRED && open) {
            throw new SettingsException("reload.approval=required wants names that are proven: give"
                    + " reload.http.users-file, or set reload.http.read-only=true or reload.http.port=off");
        }
        return approval;
    }
}
