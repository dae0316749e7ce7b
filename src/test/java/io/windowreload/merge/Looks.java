package io.windowreload.merge;

import io.windowreload.db.Sql;
import io.windowreload.merge.SecondLook.Absence;
import java.util.List;
import java.util.Map;

/** Looks at a run, step by step, by the statements that the program itself uses. What DMS would load is put into staging by hand. */
final class Looks {
    static final List<String> REPORT = List.of("inserted");
    static final List<String> APPLY = List.of(
            "inserted",
            "updated",
            "delete_candidate",
            "key_reused",
            "tie_touched_by_cdc",
            "newer_in_target",
            "touched",
            "has_children",
            "refused");

    /** Who asked through no filter, and after CDC had passed. */
    private static final Absence PROOF = new Absence(true, false);

    private final MergeFixture target;
    private final int most;
    private final int rounds;

    Looks(MergeFixture target) {
        this(target, 1_000, 5);
    }

    Looks(MergeFixture target, int most, int rounds) {
        this.target = target;
        this.most = most;
        this.rounds = rounds;
    }

    /** The first look at a run, or 0 where there is nothing to look at. */
    long begin(long run) {
        return opened("merge/begin-look", run, Map.of("run_id", run, "most", most));
    }

    /** The first look at a run that failed, or 0. */
    long after(long run) {
        return opened("merge/look-after", run, Map.of("run_id", run, "most", most));
    }

    /** The look after a look that is settled, or 0. */
    long follow(long look) {
        return opened("merge/follow-look", look, Map.of("look_run_id", look, "most", most, "most_looks", rounds));
    }

    private long opened(String query, long run, Map<String, Object> parameters) {
        long look = target.db
                .query(
                        Sql.load(query),
                        parameters,
                        row -> row.numberOrNull("look_run_id") == null ? 0L : row.number("look_run_id"))
                .get(0);
        if (look != 0) {
            target.db.update(
                    Sql.load("merge/arm-look"),
                    Map.of("run_id", run, "look_run_id", look, "most", most, "lock_timeout_ms", 300));
        }
        return look;
    }

    /** Arms a look and fills the staging table with what the query finds at the source. */
    void load(long look, String table, String query) {
        target.arm(look);
        target.sql("truncate staging." + table, "insert into staging." + table + " " + query);
    }

    /** Confirmed and removed. */
    String settle(long run, long look, List<String> reasons) {
        return settle(run, look, 1, reasons, 100, 100_000);
    }

    /** The same while CDC may still be before the look's load. */
    String settleUnwaited(long run, long look, List<String> reasons) {
        return settle(run, look, 1, reasons, new Absence(false, false), 100, 100_000);
    }

    String settle(long run, long look, int position, List<String> reasons, int maxRows, int maxPercent) {
        return settle(run, look, position, reasons, PROOF, maxRows, maxPercent);
    }

    /** Of a table whose rows CDC filters. */
    String settleFiltered(long run, long look, List<String> reasons) {
        return settle(run, look, 1, reasons, new Absence(true, true), 100, 100_000);
    }

    private String settle(
            long run, long look, int position, List<String> reasons, Absence absence, int maxRows, int maxPercent) {
        return target.db
                .queryOne(
                        Sql.load("merge/settle-look"),
                        Map.of(
                                "run_id", run,
                                "look_run_id", look,
                                "position", position,
                                "delete_reasons", reasons,
                                "cdc_passed", absence.cdcPassed(),
                                "filtered", absence.filtered(),
                                "max_rows", maxRows,
                                "max_percent", maxPercent),
                        row -> row.number("confirmed") + " " + row.number("removed"))
                .orElseThrow();
    }

    /** Key, reason and outcome of what one table of a look was asked for. */
    List<String> outcomes(long look) {
        return outcomes(look, 1);
    }

    List<String> outcomes(long look, int position) {
        return target.db.query(
                Sql.load("merge/list-look-keys"),
                Map.of("look_run_id", look, "position", position),
                row -> row.text("key") + " " + row.text("reason") + " " + row.text("outcome"));
    }

    /** Code and severity of what a run has found. */
    List<String> findings(long run) {
        return target.texts("select code || ' ' || severity from admin.reload_findings where run_id = " + run
                + " order by finding_id");
    }
}
