package io.windowreload.settings;

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
                values.flag("reload.run.isolate"));
    }
}
