package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random histories of CDC, most of them damaged behind the run's back: whatever the proof says, the comparison of all rows says. {@code
 * -Dproofs=1000} proves more of them, {@code -Dproof.seed=…} those from a seed that a failure named.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class ProofHistoriesTest {
    private static final int PROOFS = Integer.getInteger("proofs", 90);
    private static final long SEED = Long.getLong("proof.seed", new Random().nextInt(1_000_000_000));
    private static final int WORKERS = 2;

    private final Map<String, int[]> seen = new TreeMap<>();
    private final AtomicInteger next = new AtomicInteger();

    @Test
    void the_proof_says_what_the_comparison_says() {
        System.out.printf("%d histories to prove, first seed %d%n", PROOFS, SEED);
        IntStream.range(0, WORKERS)
                .mapToObj(worker -> CompletableFuture.runAsync(this::work))
                .toList()
                .forEach(CompletableFuture::join);
        seen.forEach((damage, counts) -> System.out.printf(
                "%-40s %4d histories, %4d proved, %4d with unexplained rows%n",
                damage, counts[0], counts[1], counts[2]));

        // The comparison is for the damaged: whom nobody has damaged the proof itself must clear.
        assertThat(seen.get("nothing")[1]).isEqualTo(seen.get("nothing")[0]);
        assertThat(seen.values().stream().mapToInt(counts -> counts[2]).sum()).isPositive();
    }

    private void work() {
        try (var target = MergeFixture.withTable("id int, v text, x int, changed timestamp")
                        .withoutWaitingForDisk()
                        .withSmallLanes()
                        .sql("create function production.meddle() returns trigger language plpgsql as"
                                + " 'begin update production.items set x = -7 where x > 50; return null; end'");
                var cdc = target.session("replica")) {
            for (var n = next.getAndIncrement(); n < PROOFS; n = next.getAndIncrement()) {
                live(target, cdc, new MadeUpHistory(SEED + n), SEED + n);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void live(MergeFixture target, Session cdc, MadeUpHistory history, long seed) throws SQLException {
        var random = new Random(seed);
        var damages = Damage.values();
        var damage = damages[(int) Math.floorMod(seed, (long) damages.length)];
        target.sql("truncate production.items, staging.items");
        fill(target, "production", history.production);
        replay(cdc, history, 0, history.applied[0]);
        var run = target.armedFor("proof");
        replay(cdc, history, history.applied[0], history.applied[1]);
        fill(target, "staging", history.load());
        target.plan(run, 1, history.connections);
        replay(cdc, history, history.applied[1], history.applied[2]);
        if (damage == Damage.TRIGGER_IN_A_CHUNK) {
            target.sql(
                    "create trigger meddle after update on admin.merge_chunks for each statement execute function production.meddle()");
        }
        target.apply(run, 1, 3, history.connections);
        replay(cdc, history, history.applied[2], history.applied[3]);
        for (var statement : damage.statements(target, run, random)) {
            target.sql(statement);
        }
        replay(cdc, history, history.applied[3], history.applied[4]);

        if (damage == Damage.ROWS_WRITTEN_BY_THE_RUN_GO_PAST_THE_FENCE) {
            // So that nothing but counting finds them.
            var watch = target.texts("select pg_get_functiondef('admin.fence_left_alone'::regproc)")
                    .get(0);
            target.sql("create or replace function admin.fence_left_alone(run bigint, pos integer) returns boolean"
                    + " language plpgsql volatile as 'begin return true; end'");
            compare(target, run, damage, seed);
            target.sql(watch);
        } else {
            compare(target, run, damage, seed);
        }
        target.sql(
                "drop trigger if exists meddle on admin.merge_chunks",
                "update admin.reload_runs set state = 'SUCCESS', finished_at = now() where state = 'RUNNING' and run_id = "
                        + run,
                "call admin.fence_sweep()",
                "call admin.merge_forget('0')");
    }

    private void compare(MergeFixture target, long run, Damage damage, long seed) {
        var table = run + ", 1";
        var proof = target.texts("select p.proved::text || ' ' || coalesce(p.candidates, -1)"
                        + " from admin.staged_rows(" + table + ", admin.merge_terms(" + table + ")) s"
                        + " cross join lateral admin.prove(" + table + ", s.total, s.since) p")
                .get(0);
        var unexplained = target.number("select admin.unexplained(" + table + ")");
        var proved = proof.startsWith("true");
        if (proved) {
            var candidates = target.number("select count(*) from production.items p where changed >= '2025-01-01'"
                    + " and changed < '2025-02-01' and not exists (select from staging.items s where s.id = p.id) and not "
                    + target.texts("select admin.touched(fence, fence_open) from admin.reload_runs where run_id = "
                                    + run)
                            .get(0));
            assertThat(unexplained).as("%s, seed %d", damage, seed).isZero();
            assertThat(proof).as("%s, seed %d", damage, seed).isEqualTo("true " + candidates);
        }
        assertThat(target.verify(run, 1)).as("%s, seed %d", damage, seed).isEqualTo(unexplained);
        synchronized (seen) {
            var counts = seen.computeIfAbsent(damage.toString(), key -> new int[3]);
            counts[0]++;
            counts[1] += proved ? 1 : 0;
            counts[2] += unexplained > 0 ? 1 : 0;
        }
    }

    private static void fill(MergeFixture target, String schema, Map<Integer, Change.Item> rows) {
        target.sql(rows.entrySet().stream()
                .map(row -> "insert into " + schema + ".items values (" + row.getKey() + ", "
                        + row.getValue().values() + ")")
                .toArray(String[]::new));
    }

    private static void replay(Session cdc, MadeUpHistory history, int from, int to) throws SQLException {
        for (var transaction : history.transactions.subList(from, to)) {
            cdc.run("begin");
            for (var change : transaction) {
                cdc.run(change.sql());
            }
            cdc.run("commit");
        }
    }

    /** What happens to production, staging or the fence that CDC has not done. */
    private enum Damage {
        NOTHING,
        TRIGGER_IN_A_CHUNK,
        SOMEBODY_WRITES_A_ROW {
            @Override
            void add(List<String> statements, MergeFixture target, long run, Random random) {
                statements.add("update production.items set x = x + 1000" + of("production.items", random));
            }
        },
        ROWS_WRITTEN_BY_THE_RUN_GO_PAST_THE_FENCE {
            @Override
            void add(List<String> statements, MergeFixture target, long run, Random random) {
                behind(
                        statements,
                        run,
                        "delete from production.items where id in (select id from production.items"
                                + " where xmin in (select xid from admin.merge_chunks where run_id = " + run
                                + ") order by id limit 1)");
            }
        },
        ROWS_GO_PAST_THE_FENCE {
            @Override
            void add(List<String> statements, MergeFixture target, long run, Random random) {
                behind(statements, run, "delete from production.items" + of("staging.items", random));
            }
        },
        ANOTHER_FUNCTION_FOR_A_WHILE {
            @Override
            void add(List<String> statements, MergeFixture target, long run, Random random) {
                var name = "admin.fence_" + run + "_1_statement()";
                statements.add("create or replace function " + name
                        + " returns trigger language plpgsql as 'begin return null; end'");
                statements.add("delete from production.items" + of("staging.items", random));
                statements.add(target.texts("select pg_get_functiondef('" + name + "'::regprocedure)")
                        .get(0));
            }
        },
        KEYS_TAKEN_OUT_OF_THE_FENCE {
            @Override
            void add(List<String> statements, MergeFixture target, long run, Random random) {
                statements.add("delete from production.items" + of("staging.items", random));
                statements.add((random.nextBoolean() ? "delete from" : "truncate") + " admin.fence_" + run + "_1");
            }
        },
        STAGING_CHANGED {
            @Override
            void add(List<String> statements, MergeFixture target, long run, Random random) {
                statements.add("update staging.items set v = 'changed'" + of("staging.items", random));
            }
        };

        void add(List<String> statements, MergeFixture target, long run, Random random) {}

        List<String> statements(MergeFixture target, long run, Random random) {
            var statements = new ArrayList<String>();
            add(statements, target, run, random);
            return statements;
        }

        private static String of(String table, Random random) {
            return " where id in (select id from " + table + " order by (id * " + (1 + random.nextInt(96))
                    + ") % 97 limit 1)";
        }

        private static void behind(List<String> statements, long run, String statement) {
            statements.add("alter table production.items disable trigger user");
            statements.add(statement);
            for (var kind : List.of("delete", "key", "truncate")) {
                statements.add("alter table production.items enable always trigger reload_fence_" + run + "_1_" + kind);
            }
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }
}
