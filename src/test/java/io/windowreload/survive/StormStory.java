package io.windowreload.survive;

import io.windowreload.survive.StormTable.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tells what happened to a key, in the order in which it happened. */
final class StormStory {
    private final StormJudge judge;
    private final Storm storm;

    StormStory(StormJudge judge) {
        this.judge = judge;
        this.storm = judge.storm;
    }

    String of(StormJudge.Difference difference) {
        var table = difference.table();
        var id = difference.id();
        var story = new StringBuilder();
        story.append("seed %d %s %s %d %s%n".formatted(storm.seed, difference.verdict(), table, id, difference.why()));
        history(story, table, id);
        line(story, "source", judge.source.row(table, id));
        line(story, "production", judge.production.row(table, id));
        line(story, "CDC alone", judge.shadow.row(table, id));
        account(story, table, id);
        for (var before : earlierKeys(table, id)) {
            story.append("  earlier ").append(before).append('\n');
            history(story, table, before);
            account(story, table, before);
        }
        return story.toString();
    }

    private Set<Integer> earlierKeys(StormTable table, int id) {
        return storm.capture.transactions().stream()
                .flatMap(transaction -> transaction.changes.stream())
                .filter(change -> change.renames(table, id))
                .map(StormChange::before)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void account(StringBuilder story, StormTable table, int id) {
        line(story, "account", judge.account.of(table, id));
        for (var ran : judge.account.runs) {
            line(story, "planned by " + ran.id(), planned(ran.id(), table, id));
        }
    }

    private void history(StringBuilder story, StormTable table, int id) {
        line(story, "source at first", storm.source.row(table, id));
        line(story, "production at first", storm.damaged.row(table, id));
        for (var transaction : storm.capture.transactions()) {
            for (var n = 0; n < transaction.changes.size(); n++) {
                var change = transaction.changes.get(n);
                if (change.touches(table, id)) {
                    story.append("  %s no. %d: %s; at %s CDC: %s (alone: %s)%n"
                            .formatted(
                                    since(transaction.committed),
                                    transaction.number,
                                    change,
                                    since(transaction.applied),
                                    transaction.results == null ? "?" : transaction.results[n],
                                    transaction.alone[n]));
                }
            }
        }
    }

    private static void line(StringBuilder story, String what, Object value) {
        story.append("  ").append(what).append(": ").append(value).append('\n');
    }

    /** What the storm was like and when its runs did what. */
    String frame() {
        var frame = new StringBuilder("seed " + storm.seed + " set " + storm.set + " " + storm.plan + ", "
                + storm.capture.transactions().size() + " transactions\n");
        for (var ran : judge.account.runs) {
            frame.append("  ").append(ran).append('\n');
        }
        for (var row : storm.world.rows.texts(storm.chain()
                + "select format('run %s %s %s .. %s', run_id, phase, started_at, finished_at) from admin.reload_phases"
                + " where run_id in (select run_id from chain) order by started_at")) {
            frame.append("  ").append(row).append('\n');
        }
        frame.append("  began ").append(storm.began).append('\n');
        return frame.toString();
    }

    private List<String> planned(long run, StormTable table, int id) {
        try {
            var position = storm.world
                    .rows
                    .texts("select position from admin.reload_run_tables where run_id = " + run
                            + " and 'production.' || target_table = '"
                            + Place.production(storm.set).name(table) + "'")
                    .get(0);
            return storm.world.rows.texts("select format('op %s n %s', reload_op, reload_n) from admin.plan_" + run
                    + "_" + position + " where id = " + id);
        } catch (RuntimeException e) {
            return List.of();
        }
    }

    private String since(Instant time) {
        return time == null
                ? "?"
                : String.format("%.3f", Duration.between(storm.began, time).toMillis() / 1000.0);
    }
}
