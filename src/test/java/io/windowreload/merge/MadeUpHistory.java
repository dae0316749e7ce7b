package io.windowreload.merge;

import io.windowreload.merge.Change.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * A made-up past of one table, the same for the same seed: what production holds (a copy of the source, damaged), the transactions
 * of the source from then on, and how far CDC has got when the run arms its fence, loads, plans, merges and verifies. CDC may be up
 * to the second or stand still until the run is over.
 */
final class MadeUpHistory {
    private static final int KEYS = 14;

    private final Random random;
    private final Map<Integer, Integer> clock = new TreeMap<>();
    private int freshKey = 100;

    /** The source after so many transactions. */
    final List<Map<Integer, Item>> source = new ArrayList<>();

    final Map<Integer, Item> production = new TreeMap<>();
    final List<List<Change>> transactions = new ArrayList<>();

    /** Transactions that CDC has applied at: arming, the end of the load, the plan, the end of the merge, the end of the run. */
    final int[] applied;

    /** Each key is read by the load after one of these many transactions. */
    final int loadFrom;

    final int loadTo;

    /** On so many connections the table is planned and merged. */
    final int connections;

    MadeUpHistory(long seed) {
        random = new Random(seed);
        var now = new TreeMap<Integer, Item>();
        for (var id = 1; id <= KEYS; id++) {
            clock.put(id, random.nextInt(20));
            if (random.nextInt(5) > 0) {
                now.put(id, item(id));
            }
        }
        source.add(Map.copyOf(now));
        now.forEach(this::damage);
        if (random.nextInt(3) == 0) {
            production.put(99, new Item("extra", 0, time(5)));
        }
        var count = 10 + random.nextInt(30);
        for (var n = 0; n < count; n++) {
            transactions.add(transaction(now));
            source.add(Map.copyOf(now));
        }
        var armedAt = random.nextInt(count / 3);
        loadFrom = armedAt + random.nextInt(count / 3);
        loadTo = loadFrom + random.nextInt(count / 4);
        applied = random.nextInt(4) == 0
                ? new int[] {armedAt, armedAt, armedAt, armedAt, armedAt}
                : steps(armedAt, count);
        connections = 1 + random.nextInt(3);
    }

    /** CDC is at arming no further than the source, at the end of the load no further than that, and then goes where it likes. */
    private int[] steps(int armedAt, int count) {
        var loaded = armedAt + random.nextInt(loadTo - armedAt + 1);
        var planned = loaded + random.nextInt(count - loaded + 1);
        var merged = planned + random.nextInt(count - planned + 1);
        return new int[] {armedAt, loaded, planned, merged, merged + random.nextInt(count - merged + 1)};
    }

    /** What the load reads: each key as it was at some moment of the load. */
    Map<Integer, Item> load() {
        var staged = new TreeMap<Integer, Item>();
        for (var id = 1; id < freshKey; id++) {
            var item =
                    source.get(loadFrom + random.nextInt(loadTo - loadFrom + 1)).get(id);
            if (item != null
                    && item.changed() != null
                    && item.changed().compareTo("2025-01-01") >= 0
                    && item.changed().compareTo("2025-02-01") <= 0) {
                staged.put(id, item);
            }
        }
        return staged;
    }

    private void damage(int id, Item right) {
        switch (random.nextInt(8)) {
            case 0 -> production.put(id, new Item("wrong", right.x(), right.changed()));
            case 1 -> production.put(id, new Item(right.v(), -1, right.changed()));
            case 2 -> production.put(id, new Item("cut", right.x(), null));
            case 3 -> production.put(id, new Item("old", right.x(), "2024-06-01 00:00:00"));
            case 4 -> {
                // missing
            }
            default -> production.put(id, right);
        }
    }

    private List<Change> transaction(Map<Integer, Item> now) {
        var changes = new ArrayList<Change>();
        for (var n = 1 + random.nextInt(3); n > 0; n--) {
            var change = change(now, 1 + random.nextInt(KEYS));
            change.on(now);
            changes.add(change);
        }
        return changes;
    }

    private Change change(Map<Integer, Item> now, int id) {
        if (!now.containsKey(id)) {
            // The key is used again, with any time, also one of long before.
            clock.put(id, random.nextInt(30));
            return new Change.Insert(id, item(id));
        }
        return switch (random.nextInt(10)) {
            case 0, 1 -> new Change.Delete(id);
            case 2 -> new Change.Rekey(id, freshKey++);
            case 3, 4 ->
                new Change.Update(
                        id, new Item(text(), random.nextInt(100), now.get(id).changed()));
            case 5 -> new Change.Update(id, new Item(text(), random.nextInt(100), null));
            case 6 -> new Change.Patch(id, random.nextInt(100), Optional.empty());
            case 7 -> new Change.Patch(id, random.nextInt(100), Optional.of(tick(id)));
            default -> new Change.Update(id, new Item(text(), random.nextInt(100), tick(id)));
        };
    }

    private Item item(int id) {
        return new Item(text(), random.nextInt(100), tick(id));
    }

    private String text() {
        return "v" + random.nextInt(1_000_000);
    }

    /** The next time of a key: the same as before or later, sometimes on the window's edge or outside. */
    private String tick(int id) {
        return time(clock.merge(id, random.nextInt(4), Integer::sum));
    }

    private static String time(int tick) {
        return tick > 31
                ? String.format("2025-02-01 %02d:00:00", tick - 32)
                : tick == 31 ? "2025-02-01 00:00:00" : String.format("2025-01-%02d 00:00:00", 1 + tick);
    }
}
