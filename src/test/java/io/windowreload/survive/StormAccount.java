package io.windowreload.survive;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the runs of a storm, and the looks at them, say of themselves and of each key. */
final class StormAccount {
    private static final String REFUSED = "CDC_CHANGE_REFUSED";

    /** What they say of rows that they have left out: those are not open. */
    private static final List<String> SKIPS = List.of(REFUSED, "NOTHING_MERGED", "ORPHANS_LEFT");

    private final Storm storm;
    private final Map<String, List<Said>> keys = new HashMap<>();
    final List<Ran> runs = new ArrayList<>();
    private final Set<String> open = new TreeSet<>();

    /** A run or a look. */
    record Ran(long id, String origin, String state, String step, String error) {
        boolean failed() {
            return !state.matches("SUCCESS|PARTIAL");
        }

        /** A load whose target dies is a failed load for DMS. */
        boolean diedWhileLoading() {
            return error.matches("(?s)DMS_TA(BLE_ERROR|SK_FAILED) .*");
        }
    }

    /** What one run says of a key: why it was skipped, or what a look found. */
    record Said(long run, boolean look, String reason, String outcome) {
        @Override
        public String toString() {
            return (look ? "look " : "run ") + run + ": " + reason + (look ? " -> " + outcome : "");
        }
    }

    StormAccount(Storm storm) throws SQLException {
        this.storm = storm;
        try (var connection = storm.world.target().connect();
                var statement = connection.createStatement()) {
            var ran = statement.executeQuery(storm.chain()
                    + "select run_id, origin, state, step, concat_ws(' ', error_code, error_detail) from admin.reload_runs"
                    + " where run_id in (select run_id from chain) order by run_id");
            while (ran.next()) {
                runs.add(new Ran(
                        ran.getLong(1), ran.getString(2), ran.getString(3), ran.getString(4), ran.getString(5)));
            }
            var found = statement.executeQuery(
                    storm.chain()
                            + "select code from admin.reload_findings where severity = 'partial' and run_id in (select run_id from chain)");
            while (found.next()) {
                open.add(found.getString(1));
            }
            var said = statement.executeQuery(storm.chain()
                    + "select t.target_table, k.key ->> 'id', k.run_id, true, k.reason, k.outcome from admin.reload_look_keys k"
                    + " join admin.reload_run_tables t using (run_id, position) where k.run_id in (select run_id from chain)"
                    + " union all select t.target_table, k.key ->> 'id', k.run_id, false, k.reason, null from admin.reload_skipped_rows k"
                    + " join admin.reload_run_tables t using (run_id, position) where k.run_id in (select run_id from chain)"
                    + " order by 3, 4 desc");
            while (said.next()) {
                keys.computeIfAbsent(said.getString(1) + " " + said.getString(2), key -> new ArrayList<>())
                        .add(new Said(said.getLong(3), said.getBoolean(4), said.getString(5), said.getString(6)));
            }
        }
    }

    /** Whether some run or look says that it has left rows open. */
    boolean open() {
        return open.stream().anyMatch(code -> !SKIPS.contains(code))
                || runs.stream().anyMatch(Ran::failed);
    }

    /** Whether one of them says that CDC could not apply changes. */
    boolean tellsOfRefusals() {
        return open.contains(REFUSED);
    }

    List<Said> of(StormTable table, int id) {
        var name = StormTable.Place.production(storm.set).name(table).replace("production.", "");
        return keys.getOrDefault(name + " " + id, List.of());
    }

    /** Why the key may differ, by the last word on it; null if nothing says so. */
    String explains(StormTable table, int id) {
        var all = of(table, id);
        if (all.isEmpty()) {
            return null;
        }
        var last = all.get(all.size() - 1);
        var settled = last.look() && String.valueOf(last.outcome()).matches("there|gone|deleted");
        return settled ? null : last.toString();
    }
}
