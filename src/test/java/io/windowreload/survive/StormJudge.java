package io.windowreload.survive;

import io.windowreload.local.dms.load.JdbcAddress;
import io.windowreload.survive.StormCapture.Transaction;
import io.windowreload.survive.StormTable.Place;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Compares source and production key by key when the storm is over, and asks the account for every difference. */
final class StormJudge {
    final Storm storm;
    final StormRows source;
    final StormRows production;
    final StormRows shadow;
    final List<Loaded> loads = new ArrayList<>();
    final StormAccount account;

    /** When a run loaded. */
    record Loaded(Instant from, Instant to) {}

    /** What became of a key whose rows differ. */
    enum Verdict {
        /** As CDC alone has left it, and no run had it. */
        OUTSIDE,
        /** The account names it as left as the request says, or as open, and the run or its look has not ended as a plain success. */
        EXPLAINED,
        /** The account names it, but all have ended as a plain success. */
        LISTED,
        /** It is wrong, and its key is one that the source gave the row after the first load. */
        RENAMED,
        /** It is as CDC alone would have left it, although a run has loaded it. */
        NOT_REPAIRED,
        /** It is neither as at the source nor as CDC alone would have left it. */
        SPOILT
    }

    /** A key whose rows differ. */
    record Difference(StormTable table, int id, Verdict verdict, String why) {}

    StormJudge(Storm storm) throws SQLException {
        this.storm = storm;
        source = read(storm.world.source, Place.source(storm.set));
        production = read(storm.world.target(), Place.production(storm.set));
        shadow = read(storm.world.target(), Place.shadow(storm.set));
        account = new StormAccount(storm);
        readLoads();
    }

    private static StormRows read(JdbcAddress address, Place place) throws SQLException {
        var all = new StormRows();
        try (var connection = address.connect();
                var statement = connection.createStatement()) {
            for (var table : StormTable.values()) {
                var rows = statement.executeQuery("select * from " + place.name(table));
                while (rows.next()) {
                    var row = new LinkedHashMap<String, String>();
                    for (var column : table.columns()) {
                        row.put(column, rows.getString(column));
                    }
                    all.of(table).put(rows.getInt("id"), row);
                }
            }
        }
        return all;
    }

    private void readLoads() throws SQLException {
        try (var connection = storm.world.target().connect();
                var rows = connection
                        .createStatement()
                        .executeQuery(storm.chain()
                                + "select p.started_at, p.finished_at from admin.reload_phases p join admin.reload_runs r using (run_id)"
                                + " where p.phase = 'load' and r.state not in ('FAILED', 'CANCELLED') and r.origin <> 'look'"
                                + " and r.run_id in (select run_id from chain)")) {
            while (rows.next()) {
                loads.add(new Loaded(
                        rows.getObject(1, OffsetDateTime.class).toInstant(),
                        rows.getObject(2, OffsetDateTime.class).toInstant()));
            }
        }
    }

    List<Difference> differences() {
        var found = new ArrayList<Difference>();
        for (var table : StormTable.values()) {
            var keys = new TreeSet<>(source.of(table).keySet());
            keys.addAll(production.of(table).keySet());
            for (var id : keys) {
                if (!Objects.equals(source.row(table, id), production.row(table, id))) {
                    found.add(judge(table, id));
                }
            }
        }
        return found;
    }

    private Difference judge(StormTable table, int id) {
        var explained = explained(table, id);
        if (explained != null) {
            return new Difference(
                    table,
                    id,
                    account.open() || asRequested(explained) ? Verdict.EXPLAINED : Verdict.LISTED,
                    explained);
        }
        if (!Objects.equals(production.row(table, id), shadow.row(table, id))) {
            if (refusedAnyway(table, id)) {
                return new Difference(table, id, Verdict.OUTSIDE, "CDC alone is refused too");
            }
            return toldOfRefusal(table, id)
                    ? new Difference(table, id, Verdict.EXPLAINED, "a change of CDC was refused")
                    : new Difference(table, id, renamed(table, id, Verdict.SPOILT), "");
        }
        if (!wasLoaded(table, id) || refusedAnyway(table, id)) {
            return new Difference(table, id, Verdict.OUTSIDE, "");
        }
        if (toldOfRefusal(table, id) || (account.tellsOfRefusals() && foundNoRowToRename(table, id))) {
            return new Difference(table, id, Verdict.EXPLAINED, "CDC could not change the row or its key");
        }
        return new Difference(table, id, renamed(table, id, Verdict.NOT_REPAIRED), "");
    }

    /** A row that no run could write and that got another key since is told of under the key that it had. */
    private String explained(StormTable table, int id) {
        var own = account.explains(table, id);
        if (own != null || production.row(table, id) != null) {
            return own;
        }
        return keysOf(table, id).stream()
                .map(key -> account.explains(table, key))
                .filter(why -> why != null && why.matches(".*\\b(orphaned|unique_conflict|rejected)\\b.*"))
                .findFirst()
                .orElse(null);
    }

    private boolean toldOfRefusal(StormTable table, int id) {
        return account.tellsOfRefusals() && keysOf(table, id).stream().anyMatch(key -> refused(table, key));
    }

    private Verdict renamed(StormTable table, int id, Verdict otherwise) {
        return renamed(table, id) ? Verdict.RENAMED : otherwise;
    }

    /** Whether the row got its key since the first load began: a look asks for the keys that the load brought. */
    private boolean renamed(StormTable table, int id) {
        return storm.capture.transactions().stream()
                .filter(transaction -> loads.stream().anyMatch(load -> transaction.committed.isAfter(load.from())))
                .flatMap(transaction -> transaction.changes.stream())
                .anyMatch(change -> change.table() == table
                        && change.before() != null
                        && change.after() != null
                        && !change.before().equals(change.after())
                        && keysOf(table, id).contains(change.after()));
    }

    private boolean asRequested(String explained) {
        return !storm.plan.deletes() && explained.contains("delete_candidate -> kept");
    }

    /** Whether a change of the key after the first load is one that production refuses with or without a run. */
    private boolean refusedAnyway(StormTable table, int id) {
        for (var transaction : storm.capture.transactions()) {
            for (var n = 0; n < transaction.changes.size(); n++) {
                if (transaction.changes.get(n).touches(table, id)
                        && refused(transaction.results, n)
                        && (refused(transaction.alone, n)
                                || (lacksParent(transaction.results[n]) && transaction.alone[n].equals("0")))
                        && loads.stream().anyMatch(load -> transaction.committed.isAfter(load.from()))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** All keys that the row of this key has had: what happened to it under an earlier one goes with it. */
    private Set<Integer> keysOf(StormTable table, int id) {
        var keys = new LinkedHashSet<Integer>(List.of(id));
        Integer key = id;
        var transactions = storm.capture.transactions();
        for (var t = transactions.size() - 1; t >= 0; t--) {
            var changes = transactions.get(t).changes;
            for (var n = changes.size() - 1; n >= 0; n--) {
                if (changes.get(n).table() == table
                        && Objects.equals(changes.get(n).after(), key)) {
                    key = changes.get(n).before();
                    if (key == null) {
                        return keys;
                    }
                    keys.add(key);
                }
            }
        }
        return keys;
    }

    /** Whether production has refused a change of the key since the first load began. */
    private boolean refused(StormTable table, int id) {
        return storm.capture.transactions().stream()
                .filter(transaction -> loads.stream().anyMatch(load -> transaction.applied.isAfter(load.from())))
                .anyMatch(transaction -> IntStream.range(0, transaction.changes.size())
                        .anyMatch(
                                n -> transaction.changes.get(n).touches(table, id) && refused(transaction.results, n)));
    }

    /** Whether CDC gave the key to a row that production did not have yet: DMS writes that into its table of exceptions. */
    private boolean foundNoRowToRename(StormTable table, int id) {
        return storm.capture.transactions().stream()
                .filter(transaction -> loads.stream().anyMatch(load -> transaction.applied.isAfter(load.from())))
                .anyMatch(transaction -> IntStream.range(0, transaction.changes.size())
                        .anyMatch(n -> transaction.changes.get(n).renames(table, id)
                                && transaction.results != null
                                && transaction.results[n].equals("0")));
    }

    /** CDC alone has lost the row and its new parent. */
    private static boolean lacksParent(String result) {
        return result.startsWith("insert or update") && result.contains("foreign key");
    }

    private static boolean refused(String[] results, int n) {
        return results != null && !results[n].matches("\\d+");
    }

    /** Whether the source had the row in the window all the time while some run loaded, be it by another key. */
    private boolean wasLoaded(StormTable table, int id) {
        return loads.stream().anyMatch(load -> {
            var key = keyAt(table, id, load);
            return key != null && wasIn(table, key, load);
        });
    }

    /** The key by which the source had the row that has this one now; null if the row is younger, or got another key meanwhile. */
    private Integer keyAt(StormTable table, int id, Loaded load) {
        Integer key = id;
        var transactions = storm.capture.transactions();
        for (var t = transactions.size() - 1;
                t >= 0 && transactions.get(t).committed.isAfter(load.from());
                t--) {
            var transaction = transactions.get(t);
            for (var n = transaction.changes.size() - 1; n >= 0; n--) {
                var change = transaction.changes.get(n);
                if (change.table() != table || !Objects.equals(change.after(), key)) {
                    continue;
                }
                if (!Objects.equals(change.before(), key) && !transaction.begun.isAfter(load.to())) {
                    return null;
                }
                key = change.before();
                if (key == null) {
                    return null;
                }
            }
        }
        return key;
    }

    private boolean wasIn(StormTable table, int id, Loaded load) {
        Map<String, String> row = storm.source.row(table, id);
        for (var transaction : storm.capture.transactions()) {
            if (!StormRows.inWindow(row) && transaction.committed.isAfter(load.from())) {
                return false;
            }
            if (transaction.begun.isAfter(load.to())) {
                return StormRows.inWindow(row);
            }
            row = after(transaction, table, id, row);
        }
        return StormRows.inWindow(row);
    }

    private static Map<String, String> after(
            Transaction transaction, StormTable table, int id, Map<String, String> before) {
        var row = before;
        for (var change : transaction.changes) {
            if (change.touches(table, id)) {
                row = Objects.equals(change.after(), id) ? change.row() : null;
            }
        }
        return row;
    }
}
