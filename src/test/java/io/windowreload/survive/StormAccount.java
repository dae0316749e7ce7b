package io.windowreload.survive;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the runs of a storm, and the looks at them, say of themselves and of each key. */
final class StormAccount {
    private final Storm storm;
    private final Map<String, List<Said>> keys = new HashMap<>();
    final List<Ran> runs = new ArrayList<>();

    /** A run or a look. */
    record Ran(long id, String origin, String state, String step, String error) {
        boolean failed() {
            return !state.matches("SUCCESS|PARTIAL");
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

    /** Whether some run or look says that it has left something open. */
    boolean open() {
        return runs.stream().anyMatch(ran -> !ran.state().equals("SUCCESS"));
    }

    /** Whether one of them says that CDC could not apply changes. */
    boolean tellsOfRefusals() {
        return runs.stream().anyMatch(ran -> ran.error().contains("CDC_CHANGE_REFUSED"));
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
