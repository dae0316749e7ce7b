package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.merge.Change.Item;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random histories of CDC against runs with small chunks, both at work at once. {@code -Dhistories=5000} runs more of them,
 * {@code -Dhistory.seed=…} the histories from a seed that a failure named ({@code -Dhistories=1} just that one).
 */
@Timeout(value = 6, unit = TimeUnit.HOURS)
class InterleavingTest {
    private static final int HISTORIES = Integer.getInteger("histories", 100);
    private static final long SEED = Long.getLong("history.seed", new Random().nextInt(1_000_000_000));
    private static final int WORKERS = 3;

    /** A history that was lost is not made good by others: run once more, the test fails with it again. */
    private static String lost = "";

    @Test
    void production_ends_like_the_source_whatever_cdc_does_meanwhile() {
        assertThat(lost).isEmpty();
        System.out.printf("%d histories, first seed %d%n", HISTORIES, SEED);
        var workers = IntStream.range(0, WORKERS)
                .mapToObj(worker -> CompletableFuture.runAsync(() -> work(worker)))
                .toList();
        try {
            workers.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            lost = e.getMessage();
            throw e;
        }
    }

    private static void work(int worker) {
        try (var target = MergeFixture.withTable("id int, v text, x int, changed timestamp")
                        .withoutWaitingForDisk()
                        .withSmallLanes();
                var cdc = target.session("replica")) {
            for (var n = worker; n < HISTORIES; n += WORKERS) {
                live(target, cdc, new MadeUpHistory(SEED + n), SEED + n);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void live(MergeFixture target, Session cdc, MadeUpHistory history, long seed) throws SQLException {
        target.sql("truncate production.items, staging.items");
        fill(target, "production", history.production);
        var shadow = new TreeMap<>(history.production);
        replay(cdc, history, shadow, 0, history.applied[0]);

        var run = target.armed();
        replay(cdc, history, shadow, history.applied[0], history.applied[1]);
        var staged = history.load();
        fill(target, "staging", staged);
        beside(cdc, history, shadow, 1, () -> target.plan(run, 1, history.connections));
        beside(cdc, history, shadow, 2, () -> target.apply(run, 1, 2, history.connections));
        beside(cdc, history, shadow, 3, () -> assertThat(target.verify(run, 1))
                .as("unexplained, seed %d", seed)
                .isZero());
        replay(cdc, history, shadow, history.applied[4], history.transactions.size());

        var source = history.source.get(history.transactions.size());
        var settled = keys(target, "select key ->> 'id' from admin.look_again(" + run + ", 1)");
        var account = target.account(run, 1);
        assertThat(account.balanced()).as("account, seed %d: %s", seed, account).isTrue();
        compare(production(target), source, shadow, scope(staged), settled, seed);

        var open = looks(target, run, source);
        compare(production(target), source, shadow, union(scope(staged), settled), open, seed);
        target.sql(
                "update admin.reload_runs set state = 'SUCCESS', finished_at = now() where state = 'RUNNING'",
                "call admin.fence_sweep()",
                "call admin.merge_forget('0')");
    }

    /** Every row in scope is the source's, unless it is listed to be looked at again; every other is as CDC alone would have left it. */
    private static void compare(
            Map<Integer, Item> production,
            Map<Integer, Item> source,
            Map<Integer, Item> shadow,
            Set<Integer> scope,
            Set<Integer> listed,
            long seed) {
        var keys = union(production.keySet(), union(source.keySet(), shadow.keySet()));
        for (var id : keys) {
            if (!listed.contains(id)) {
                // A row that was repaired before the source gave it another key is the source's under that key too.
                var left = scope.contains(id) ? source.get(id) : shadow.get(id);
                assertThat(production.get(id)).as("row %d, seed %d", id, seed).isIn(source.get(id), left);
            }
        }
    }

    /** CDC stands still now: what is listed is read again from the source by key, and again, until it is quiet. Returns what is left open. */
    private static Set<Integer> looks(MergeFixture target, long run, Map<Integer, Item> source) {
        var looks = new Looks(target);
        for (var look = looks.begin(run); look != 0; look = looks.follow(look)) {
            target.arm(look);
            target.sql("truncate staging.items");
            var found = new TreeMap<>(source);
            found.keySet()
                    .retainAll(keys(
                            target,
                            "select key ->> 'id' from admin.reload_look_keys where asked and run_id = " + look));
            fill(target, "staging", found);
            target.merge(look, 1);
            looks.settle(run, look, Looks.APPLY);
        }
        return keys(
                target,
                "select key ->> 'id' from admin.reload_skipped_rows join admin.reload_runs using (run_id)"
                        + " where reload_skipped_rows.reason = 'left_open' and of_run_id = " + run);
    }

    /** Lets CDC go from its position at one step to that at the next while the step is done. */
    private static void beside(Session cdc, MadeUpHistory history, Map<Integer, Item> shadow, int step, Runnable work) {
        var replaying = CompletableFuture.runAsync(
                () -> replay(cdc, history, shadow, history.applied[step], history.applied[step + 1]));
        work.run();
        replaying.join();
    }

    private static void replay(Session cdc, MadeUpHistory history, Map<Integer, Item> shadow, int from, int to) {
        try {
            for (var transaction : history.transactions.subList(from, to)) {
                cdc.run("begin");
                for (var change : transaction) {
                    cdc.run(change.sql());
                    change.on(shadow);
                }
                cdc.run("commit");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("CDC must not fail", e);
        }
    }

    private static void fill(MergeFixture target, String schema, Map<Integer, Item> rows) {
        target.sql(rows.entrySet().stream()
                .map(row -> "insert into " + schema + ".items values (" + row.getKey() + ", "
                        + row.getValue().values() + ")")
                .toArray(String[]::new));
    }

    private static Map<Integer, Item> production(MergeFixture target) {
        var rows = new TreeMap<Integer, Item>();
        for (var row : target.texts(
                "select concat_ws('|', id, v, x, to_char(changed, 'YYYY-MM-DD HH24:MI:SS')) from production.items")) {
            var columns = row.split("\\|", -1);
            rows.put(
                    Integer.valueOf(columns[0]),
                    new Item(columns[1], Integer.parseInt(columns[2]), columns.length == 3 ? null : columns[3]));
        }
        return rows;
    }

    /** The staged rows that are in the window. */
    private static Set<Integer> scope(Map<Integer, Item> staged) {
        var inside = new TreeMap<>(staged);
        inside.values().removeIf(item -> item.changed().compareTo("2025-02-01") >= 0);
        return inside.keySet();
    }

    private static Set<Integer> keys(MergeFixture target, String query) {
        return new HashSet<>(target.texts(query).stream().map(Integer::valueOf).toList());
    }

    private static Set<Integer> union(Set<Integer> one, Set<Integer> other) {
        var all = new HashSet<>(one);
        all.addAll(other);
        return all;
    }
}
