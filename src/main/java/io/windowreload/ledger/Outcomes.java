package io.windowreload.ledger;

import io.windowreload.db.Db;
import io.windowreload.db.Row;
import io.windowreload.db.Sql;
import io.windowreload.window.TableName;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What runs did to their tables. That changes no more once a run has ended: so each is read once and remembered, and a change of the
 * ledger costs as much as the runs that it is about, not as much as all runs before.
 */
final class Outcomes {
    private static final Sql RUNS_OF_TABLES = Sql.load("ledger/runs-of-tables");

    /** Some MB at most: a run takes two bits a table. */
    private static final int MOST = 20_000;

    private final Db db;
    private final List<TableName> tables = new CopyOnWriteArrayList<>();
    private final Map<TableName, Integer> places = new HashMap<>();

    // By all that is known of the run: an id means another run where the ledger was restored from a backup.
    private final Map<Span, Outcome> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Span, Outcome> eldest) {
            return size() > MOST;
        }
    };

    Outcomes(Db db) {
        this.db = db;
    }

    /** What a run came to for a table. */
    enum End {
        VERIFIED,
        LEFT_OPEN,
        FAILED
    }

    /**
     * What a run did.
     *
     * @param tables by the places that the sets hold; more are added at its end
     */
    record Outcome(List<TableName> tables, BitSet touched, BitSet verified, BitSet leftOpen) {
        /** Each table that the run touched, and what it came to. */
        void forEach(BiConsumer<TableName, End> look) {
            touched.stream().forEach(place -> look.accept(tables.get(place), end(place)));
        }

        private End end(int place) {
            if (verified.get(place)) {
                return End.VERIFIED;
            }
            return leftOpen.get(place) ? End.LEFT_OPEN : End.FAILED;
        }
    }

    /** What each of the runs did. */
    synchronized Map<Span, Outcome> of(Collection<Span> runs) {
        var outcomes = new HashMap<Span, Outcome>();
        var unknown = new ArrayList<Span>();
        for (var run : new LinkedHashSet<>(runs)) {
            var outcome = remembered.get(run);
            if (outcome == null) {
                unknown.add(run);
            } else {
                outcomes.put(run, outcome);
            }
        }
        if (!unknown.isEmpty()) {
            outcomes.putAll(read(unknown));
        }
        return outcomes;
    }

    /** The failures that the successes have not made good: a table of theirs was not verified by a later run over the same time. */
    synchronized List<Span> unmended(List<Span> failures, List<Span> successes) {
        var outcomes = of(Stream.concat(failures.stream(), successes.stream()).toList());
        return failures.stream()
                .filter(failure -> {
                    var left = (BitSet) outcomes.get(failure).touched.clone();
                    successes.stream()
                            .filter(success -> success.repeats(failure))
                            .forEach(success -> left.andNot(outcomes.get(success).verified));
                    return failure.from() == null || !left.isEmpty();
                })
                .toList();
    }

    private Map<Span, Outcome> read(List<Span> runs) {
        var outcomes = runs.stream()
                .collect(Collectors.toMap(
                        Span::run, run -> new Outcome(tables, new BitSet(), new BitSet(), new BitSet())));
        db.query(RUNS_OF_TABLES, Map.of("run_ids", outcomes.keySet()), row -> {
            var place = place(row);
            row.numbers("runs").forEach(run -> outcomes.get(run).touched.set(place));
            row.numbers("verified").forEach(run -> outcomes.get(run).verified.set(place));
            row.numbers("left_open").forEach(run -> outcomes.get(run).leftOpen.set(place));
            return place;
        });
        runs.stream().filter(run -> !run.open()).forEach(run -> remembered.put(run, outcomes.get(run.run())));
        return runs.stream().collect(Collectors.toMap(Function.identity(), run -> outcomes.get(run.run())));
    }

    private int place(Row row) {
        return places.computeIfAbsent(new TableName(row.text("target_schema"), row.text("target_table")), table -> {
            tables.add(table);
            return tables.size() - 1;
        });
    }
}
