package io.windowreload.survive;

import static io.windowreload.survive.StormRows.with;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** What the source's application does, transaction by transaction: the same for the same seed. */
final class StormApplication {
    private static final List<StormTable> TABLES = List.of(StormTable.values());

    /** Unique values do not move. */
    static final boolean CALM = Boolean.getBoolean("storm.calm");

    private static final int KEYS = 44;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final LocalDateTime JANUARY = LocalDateTime.parse("2025-01-01T00:00:00");

    private final Random random;
    private final boolean clocksGoBack;
    private final boolean keysComeBack;
    private final StormRows now = new StormRows();
    private List<StormChange> changes = new ArrayList<>();
    private int ticks;
    private int texts;
    private int codes;
    private int keys = 1000;

    StormApplication(Random random, boolean clocksGoBack, boolean keysComeBack) {
        this.random = random;
        this.clocksGoBack = clocksGoBack;
        this.keysComeBack = keysComeBack;
        for (var table : StormTable.values()) {
            for (var id = 1; id <= KEYS; id++) {
                if (quiet(id)) {
                    now.of(table).put(id, alone(table, row(table, id, inside())));
                } else if (random.nextInt(8) > 0) {
                    now.of(table).put(id, row(table, id, random.nextInt(6) == 0 ? outside() : inside()));
                }
            }
        }
    }

    StormRows rows() {
        return now;
    }

    /** Whether nobody ever touches the rows of this key, as is so of most rows of most tables: a look can tell by them what its filters bring. */
    static boolean quiet(int id) {
        return id == 4 || id == 7 || (id <= KEYS && id % 11 == 0);
    }

    /** Whether it may grow: a long storm would use up the keys otherwise. */
    private boolean roomy(StormTable table) {
        return now.of(table).size() < 2 * KEYS;
    }

    private static boolean lively(Map<String, String> row) {
        return !quiet(Integer.parseInt(row.get("id")));
    }

    /** Without a row that it refers to and goes with. */
    private static Map<String, String> alone(StormTable table, Map<String, String> row) {
        return table.parent().isPresent() ? with(row, table.special, null) : row;
    }

    /** A key that no row has now: most often one that some row has had, where keys come back. */
    int freeKey(StormTable table) {
        if (!keysComeBack) {
            return ++keys;
        }
        var id = 1 + random.nextInt(KEYS + KEYS / 3);
        while (now.of(table).containsKey(id)) {
            id = 1 + random.nextInt(KEYS * 3);
        }
        return id;
    }

    /** The next transaction, which the rows show as done. */
    List<StormChange> transaction() {
        changes = new ArrayList<>();
        while (changes.isEmpty()) {
            for (var n = 1 + random.nextInt(3); n > 0; n--) {
                change(TABLES.get(random.nextInt(TABLES.size())));
            }
        }
        return changes;
    }

    private void change(StormTable table) {
        var id = now.any(table, random, StormApplication::lively);
        var few = now.of(table).size() < KEYS * 3 / 4;
        var dice = random.nextInt(100);
        if (id == null || (few && dice < 40) || (dice < 12 && roomy(table))) {
            insert(table);
            return;
        }
        var row = now.row(table, id);
        if (dice < 22) {
            delete(table, id);
        } else if (dice < 42) {
            update(table, id, with(row, "x", number()));
        } else if (dice < 47) {
            update(table, id, with(row, "v", text()));
        } else if (dice < 57) {
            update(table, id, with(row, "updated_at", StormRows.inWindow(row) ? outside() : inside()));
        } else if (dice < 61) {
            rekey(table, id);
        } else if (dice < 69) {
            special(table, id);
        } else {
            update(table, id, with(with(row, random.nextBoolean() ? "v" : "x", number()), "updated_at", later(row)));
        }
    }

    private void insert(StormTable table) {
        var id = freeKey(table);
        var row = row(table, id, random.nextInt(6) == 0 ? outside() : inside());
        done(StormChange.insert(table, id, row));
        for (var child : table.children()) {
            if (child != table && random.nextBoolean() && roomy(child)) {
                var childId = freeKey(child);
                var childRow = with(row(child, childId, inside()), child.special, Integer.toString(id));
                done(StormChange.insert(child, childId, childRow));
            }
        }
    }

    /** With all that refers to it, unless that is too much. */
    private void delete(StormTable table, int id) {
        var family = new ArrayList<StormChange>();
        collect(table, id, family);
        if (family.size() <= 6) {
            family.forEach(this::done);
            if (keysComeBack && random.nextInt(5) == 0) {
                // The key is used again at once.
                done(StormChange.insert(table, id, row(table, id, inside())));
            }
        }
    }

    private void collect(StormTable table, int id, List<StormChange> family) {
        for (var child : table.children()) {
            for (var childId : now.children(child, id)) {
                collect(child, childId, family);
            }
        }
        family.add(StormChange.delete(table, id));
    }

    private void update(StormTable table, int id, Map<String, String> row) {
        var old = now.row(table, id);
        var changed = new LinkedHashSet<String>();
        row.forEach((column, value) -> {
            if (!Objects.equals(value, old.get(column))) {
                changed.add(column);
            }
        });
        if (!changed.isEmpty()) {
            done(new StormChange(table, id, Integer.valueOf(row.get("id")), row, changed));
        }
    }

    private void rekey(StormTable table, int id) {
        if (!now.referred(table, id)) {
            var moved = with(now.row(table, id), "id", Integer.toString(freeKey(table)));
            update(table, id, random.nextBoolean() ? with(moved, "updated_at", later(moved)) : moved);
        }
    }

    private void special(StormTable table, int id) {
        var row = now.row(table, id);
        switch (table) {
            case PARENTS, ITEMS -> update(table, id, with(with(row, "v", text()), "x", number()));
            case CHILDREN, GRANDCHILDREN, NODES -> update(table, id, with(row, table.special, reference(table, id)));
            case SLOTS -> {
                if (!CALM) {
                    moveCode(id);
                }
            }
        }
    }

    /** A code goes to another row: in exchange, or from one that is deleted or gets a new one. */
    private void moveCode(int id) {
        var other = now.any(StormTable.SLOTS, random, StormApplication::lively);
        if (other == null || other == id) {
            return;
        }
        var one = now.row(StormTable.SLOTS, id);
        var two = now.row(StormTable.SLOTS, other);
        var touch = random.nextBoolean();
        if (random.nextInt(3) == 0) {
            done(StormChange.delete(StormTable.SLOTS, other));
        } else {
            update(StormTable.SLOTS, other, with(two, "code", code()));
        }
        var taken = with(one, "code", two.get("code"));
        update(StormTable.SLOTS, id, touch ? with(taken, "updated_at", later(one)) : taken);
        if (now.of(StormTable.SLOTS).containsKey(other) && random.nextBoolean()) {
            var rest = with(now.row(StormTable.SLOTS, other), "code", one.get("code"));
            update(StormTable.SLOTS, other, touch ? with(rest, "updated_at", later(two)) : rest);
        }
    }

    private void done(StormChange change) {
        now.apply(change);
        changes.add(change);
    }

    private Map<String, String> row(StormTable table, int id, String time) {
        var row = new LinkedHashMap<String, String>();
        row.put("id", Integer.toString(id));
        if (table.special != null) {
            row.put(
                    table.special,
                    switch (table) {
                        case SLOTS -> code();
                        case ITEMS -> text();
                        default -> reference(table, id);
                    });
        }
        row.put("v", text());
        row.put("x", number());
        row.put("updated_at", time);
        return row;
    }

    /** A row to refer to: none, or of a table of nodes one that does not refer to this row itself. */
    private String reference(StormTable table, int id) {
        var parent = table.parent().orElseThrow();
        if (random.nextInt(12) == 0) {
            return null;
        }
        var found = now.any(parent, random, row -> parent != table || !leadsTo(row, Integer.toString(id)));
        return found == null ? null : found.toString();
    }

    private boolean leadsTo(Map<String, String> node, String id) {
        for (var at = node; at != null; ) {
            if (id.equals(at.get("id"))) {
                return true;
            }
            var up = at.get("up_id");
            at = up == null ? null : now.row(StormTable.NODES, Integer.parseInt(up));
        }
        return false;
    }

    private String text() {
        return "v" + ++texts;
    }

    private String number() {
        return Integer.toString(++texts);
    }

    private String code() {
        return "c" + ++codes;
    }

    /** A time of January; later ones come later. */
    private String inside() {
        return time(JANUARY.plusDays(random.nextInt(20)));
    }

    private String outside() {
        return switch (random.nextInt(5)) {
            case 0 -> null;
            case 1 -> time(JANUARY.plusMonths(1));
            default -> time(JANUARY.plusMonths(random.nextBoolean() ? -1 : 1).plusDays(random.nextInt(20)));
        };
    }

    /** The time of the next version of a row. */
    private String later(Map<String, String> row) {
        var last = row.get("updated_at");
        if (last == null || (clocksGoBack && random.nextInt(3) == 0)) {
            return inside();
        }
        return TIME.format(LocalDateTime.parse(last, TIME).plusSeconds(1 + random.nextInt(100)));
    }

    private String time(LocalDateTime day) {
        return TIME.format(day.plusSeconds(ticks++ % 80_000));
    }
}
