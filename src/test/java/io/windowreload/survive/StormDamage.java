package io.windowreload.survive;

import static io.windowreload.survive.StormRows.with;

import java.util.Map;
import java.util.Random;

/** Spoils January in a copy of the source: rows are lost, stale, corrupt, too new, or too many. */
final class StormDamage {
    private final StormApplication application;
    private final Random random;
    private final StormRows rows;

    private StormDamage(StormApplication application, Random random) {
        this.application = application;
        this.random = random;
        this.rows = application.rows().copy();
    }

    /**
     * Makes production of the source.
     *
     * @param orphans whether a lost parent may leave its children behind
     */
    static StormRows of(StormApplication application, Random random, boolean orphans) {
        var damage = new StormDamage(application, random);
        for (var table : StormTable.values()) {
            for (var row : application.rows().of(table).values()) {
                if (mayGoWrong(row) && damage.rows.of(table).containsKey(id(row))) {
                    damage.spoil(table, row, orphans);
                }
            }
            damage.extras(table);
        }
        damage.swapCodes();
        return damage.rows;
    }

    private static boolean mayGoWrong(Map<String, String> row) {
        return StormRows.inWindow(row) && !StormApplication.quiet(id(row));
    }

    private static int id(Map<String, String> row) {
        return Integer.parseInt(row.get("id"));
    }

    private void spoil(StormTable table, Map<String, String> row, boolean orphans) {
        var id = id(row);
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> lose(table, id, orphans);
            case 3 -> rows.of(table).put(id, with(with(row, "v", "stale"), "updated_at", "2025-01-01 00:00:01"));
            case 4 -> rows.of(table).put(id, with(with(row, "x", "-1"), "updated_at", "2024-12-20 00:00:00"));
            case 5 -> rows.of(table).put(id, with(row, "v", "corrupt"));
            case 6 -> rows.of(table).put(id, with(row, "x", "-2"));
            case 7 -> rows.of(table).put(id, with(with(row, "v", "newer"), "updated_at", "2025-02-03 00:00:00"));
            case 8 -> rows.of(table).put(id, with(with(row, "v", "timeless"), "updated_at", null));
            default -> {}
        }
    }

    private void lose(StormTable table, int id, boolean orphans) {
        if (!orphans) {
            for (var child : table.children()) {
                rows.children(child, id).forEach(childId -> lose(child, childId, false));
            }
        }
        rows.of(table).remove(id);
    }

    /** Rows of January that the source does not have, under keys that it may use. */
    private void extras(StormTable table) {
        for (var n = 0; n < 3; n++) {
            var key = application.freeKey(table);
            var like = rows.any(table, random);
            if (like != null) {
                var extra = with(with(rows.row(table, like), "id", Integer.toString(key)), "v", "extra");
                rows.of(table)
                        .put(
                                key,
                                with(
                                        table == StormTable.SLOTS ? with(extra, "code", "extra-" + key) : extra,
                                        "updated_at",
                                        "2025-01-09 00:00:0" + n));
            }
        }
    }

    /** Two rows hold each the unique value of the other. */
    private void swapCodes() {
        for (var n = 0; n < (StormApplication.CALM ? 0 : 2); n++) {
            var one = rows.any(StormTable.SLOTS, random, StormDamage::mayGoWrong);
            var two = rows.any(StormTable.SLOTS, random, StormDamage::mayGoWrong);
            if (one != null && two != null) {
                var first = rows.row(StormTable.SLOTS, one);
                var second = rows.row(StormTable.SLOTS, two);
                rows.of(StormTable.SLOTS).put(one, with(first, "code", second.get("code")));
                rows.of(StormTable.SLOTS).put(two, with(second, "code", first.get("code")));
            }
        }
    }
}
