package io.windowreload.observe;

import java.util.Map;
import java.util.Objects;

/** What each meter tells, with its unit, as Prometheus shows it under HELP. */
final class MeterDescriptions {
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("reload.runs.ended", "Runs that have ended, by outcome and error code"),
            Map.entry("reload.requests", "Requests, by whether they were accepted, and the code of those refused"),
            Map.entry("reload.runs", "Runs that have not ended, by state"),
            Map.entry("reload.runs.stuck", "Runs that nobody moves although they are due"),
            Map.entry("reload.runs.retrying", "Runs whose step failed and is tried again"),
            Map.entry(
                    "reload.runs.awaiting.cdc",
                    "Runs that wait before they merge for CDC to pass the end of their load"),
            Map.entry("reload.run.progress.ratio", "How far the oldest run is, from 0 to 1"),
            Map.entry("reload.run.loaded.rows", "Rows that DMS has loaded for the oldest run"),
            Map.entry("reload.run.written.rows", "Rows that the oldest run has inserted or updated in production"),
            Map.entry(
                    "reload.run.started.timestamp",
                    "When the oldest run began, in seconds since 1970; NaN while none runs"),
            Map.entry(
                    "reload.needs.attention",
                    "Runs that ended with this code and need a person, until one deals with them or dismisses them"),
            Map.entry(
                    "reload.calendar.months",
                    "Months of tables in this state, of the last 36; those never reloaded are in none"),
            Map.entry("reload.look.keys", "Keys that open looks have yet to read again from the source"),
            Map.entry(
                    "reload.drift.rows",
                    "Rows that the newest run of the table found to differ from the source and left, or could not settle"),
            Map.entry(
                    "reload.cdc.latency",
                    "How far production is behind the source, in seconds; NaN where nobody knows"),
            Map.entry("reload.rows", "Rows of the runs that have ended, by table and what became of them"),
            Map.entry(
                    "reload.last.success.timestamp",
                    "When the newest run ended that verified the table and still stands, in seconds since 1970; 0 if none"),
            Map.entry(
                    "reload.last.window.end.timestamp",
                    "The last end of a verified window of the table that still stands, in seconds since 1970; NaN if none"),
            Map.entry("reload.phase.duration", "How long ended phases of runs took, in seconds"),
            Map.entry("reload.dms.call.duration", "How long calls of DMS took, in seconds, by operation and result"),
            Map.entry("reload.build.info", "Always 1; its label tells the version"),
            Map.entry(
                    "reload.source.up",
                    "1 where replication instance, connections and CDC task were well when last looked at"),
            Map.entry("reload.target.up", "1 where PostgreSQL answers and takes writes"),
            Map.entry("reload.ready", "1 where a run could begin now"),
            Map.entry("reload.schedule.active", "1 where the schedule will ask for reloads"),
            Map.entry("reload.folder.active", "1 where request files are taken"),
            Map.entry(
                    "reload.schedule.next.fire.timestamp",
                    "When the schedule fires next, in seconds since 1970; NaN if never"),
            Map.entry("reload.ledger.read.timestamp", "When these meters last read the ledger, in seconds since 1970"),
            Map.entry(
                    "reload.schedule.paused.timestamp",
                    "Since when the schedule is paused, in seconds since 1970; NaN while it is not"));

    private MeterDescriptions() {}

    static String of(String name) {
        return Objects.requireNonNull(WORDS.get(name), name);
    }
}
