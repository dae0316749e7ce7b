package io.windowreload.survive;

import static org.awaitility.Awaitility.await;

import io.windowreload.ledger.Step;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.load.JdbcAddress;
import io.windowreload.survive.KillTest.Victim;
import io.windowreload.survive.StormCapture.Manner;
import io.windowreload.survive.StormChange.Image;
import io.windowreload.survive.StormTable.Place;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One storm: an application and CDC at work on one set of tables while January is reloaded. */
final class Storm {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    final long seed;
    final StormWorld world;
    final int set;
    final Random random;
    final Plan plan;
    final StormApplication application;
    final StormRows source;
    final StormRows damaged;
    final List<String> requests = new ArrayList<>();
    final Instant began = Instant.now();
    StormCapture capture;
    private volatile boolean stopped;
    private volatile boolean lived;

    /**
     * What the seed decides beside the rows.
     *
     * @param rest between two transactions of the application, on average
     * @param untilLooksEnd whether the application goes on while the looks are at work
     * @param kill at which step of a run or look somebody dies
     */
    record Plan(
            Manner manner,
            boolean clocksGoBack,
            boolean keysComeBack,
            boolean deletes,
            boolean repair,
            int runs,
            Duration rest,
            Duration slowLoad,
            boolean untilLooksEnd,
            Kill kill) {
        static Plan of(Random random, String role, boolean kill) {
            var image = pick(random, Image.CHANGED, Image.CHANGED, Image.FULL, Image.UPSERT);
            var latest = Duration.ofMillis(random.nextInt(12) == 0 ? 20_000 : pick(random, 0, 300, 1000, 2000));
            return new Plan(
                    new Manner(image, role, random.nextBoolean(), latest),
                    random.nextInt(10) < 3,
                    random.nextInt(10) < 6,
                    random.nextInt(10) < 6,
                    random.nextBoolean(),
                    random.nextInt(10) < 3 ? 2 : 1,
                    Duration.ofMillis(8 + random.nextInt(12)),
                    Duration.ofMillis(random.nextInt(400)),
                    random.nextInt(10) < 6,
                    kill ? Kill.of(random) : null);
        }
    }

    /** Who dies, and when. */
    record Kill(Victim victim, boolean look, Step step) {
        static Kill of(Random random) {
            var look = random.nextBoolean();
            return new Kill(
                    pick(random, Victim.values()),
                    look,
                    look
                            ? pick(random, Step.APPLY, Step.VERIFY, Step.SETTLE, Step.LIFT_FENCE)
                            : pick(random, Step.APPLY, Step.APPLY, Step.VERIFY, Step.OPEN_LOOK));
        }

        /** SQL that is true for a run that has come so far. */
        String moment() {
            return "(finished_at is not null or step in ("
                    + Stream.of(Step.values())
                            .filter(other -> other.compareTo(step) >= 0)
                            .map(other -> "'" + other + "'")
                            .collect(Collectors.joining(", "))
                    + "))";
        }
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... values) {
        return values[random.nextInt(values.length)];
    }

    Storm(long seed, boolean kill, StormWorld world, int set) {
        this.seed = seed;
        this.world = world;
        this.set = set;
        random = new Random(seed);
        plan = Plan.of(random, world.weather.role(), kill);
        application = new StormApplication(random, plan.clocksGoBack(), plan.keysComeBack());
        source = application.rows().copy();
        damaged = StormDamage.of(application, random, plan.manner().role().equals("replica"));
    }

    /** Lives it to the end. */
    void live() {
        capture = new StormCapture(world.target(), Place.production(set), plan.manner(), new Random(seed));
        world.captures.add(capture);
        try (var open = capture.start()) {
            var app = CompletableFuture.runAsync(this::work, world.threads);
            try {
                rest(random.nextInt(800));
                for (var n = 1; n <= plan.runs(); n++) {
                    reload("storm-" + seed + "-" + n);
                }
                if (plan.untilLooksEnd()) {
                    awaitEnd();
                }
            } finally {
                stopped = true;
                app.join();
            }
            await("CDC drains").atMost(PATIENCE).until(open::drained);
            awaitEnd();
            lived = true;
        } finally {
            world.captures.remove(capture);
        }
    }

    /** Whether it came to its end: what is left of another tells nothing. */
    boolean lived() {
        return lived;
    }

    /** What is left of it to judge. */
    StormJudge judged() throws SQLException {
        replayInTheShadow();
        return new StormJudge(this);
    }

    /** Makes the tables as they are before it. */
    void fill() throws SQLException {
        fill(world.source, Place.source(set), source);
        fill(world.target(), Place.production(set), damaged);
        fill(world.target(), Place.shadow(set), damaged);
        for (var table : StormTable.values()) {
            var name = Place.source(set).name(table).replace("\"", "");
            world.dms
                    .faults()
                    .add(Fault.of(FaultKind.SLOW_LOAD)
                            .on(name.substring(name.indexOf('.') + 1))
                            .delay(plan.slowLoad()));
        }
        var stream = Place.production(set).prefix();
        world.rows.run("delete from public.storm_state where stream in ('" + stream + "', 'shadow " + stream + "');"
                + "insert into public.storm_state values ('" + stream + "', 0), ('shadow " + stream + "', 0)");
    }

    private static void fill(JdbcAddress address, Place place, StormRows rows) throws SQLException {
        try (var connection = address.connect();
                var statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
            for (var table : StormTable.values()) {
                statement.execute("truncate " + place.name(table) + " cascade");
            }
            for (var table : StormTable.values()) {
                for (var insert :
                        StormChange.inserts(place, table, rows.of(table).values())) {
                    statement.execute(insert);
                }
            }
        }
    }

    private void work() {
        try (var connection = world.source.connect()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("set synchronous_commit = off");
            while (!stopped) {
                commit(connection);
                rest(random.nextInt(2 * (int) plan.rest().toMillis()));
                // In bursts.
                if (random.nextInt(4) == 0) {
                    rest(random.nextInt(8 * (int) plan.rest().toMillis() + 1));
                }
            }
        } catch (SQLException e) {
            throw new CompletionException("the application of seed " + seed + " is wrong: " + e.getMessage(), e);
        }
    }

    private void commit(Connection connection) throws SQLException {
        var changes = application.transaction();
        var transaction = capture.begun(changes);
        try (var statement = connection.createStatement()) {
            for (var change : changes) {
                statement.execute(change.sql(Place.source(set), Image.CHANGED));
            }
        }
        connection.commit();
        transaction.committed = Instant.now();
    }

    private void reload(String requestId) {
        var tables = new ArrayList<String>();
        for (var table : StormTable.values()) {
            tables.add('"' + Place.production(set).name(table).replace("production.", "") + '"');
        }
        var options = "{\"deletes\":\"%s\",\"newerInTarget\":\"%s\"}"
                .formatted(plan.deletes() ? "apply" : "report", plan.repair() ? "repair" : "keep");
        requests.add(requestId);
        world.drop(
                requestId,
                "\"from\":\"2025-01-01T00:00:00\",\"to\":\"2025-02-01T00:00:00\",\"tables\":" + tables + ",\"options\":"
                        + options);
        if (plan.kill() != null && !plan.kill().look()) {
            killAt("request_id = '" + requestId + "'");
        }
        var state = await(requestId)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> state(requestId), found -> !found.matches("|QUEUED|RUNNING"));
        if (plan.kill() != null && plan.kill().look() && !state.startsWith("FAILED")) {
            killAt("of_run_id in (select run_id from admin.reload_runs where request_id = '" + requestId + "')");
        }
    }

    private String state(String requestId) {
        var refusal = world.refusal(requestId);
        var states = world.rows.texts(
                "select state from admin.reload_runs where request_id = '" + requestId + "' order by run_id desc");
        return states.isEmpty() ? refusal : states.get(0);
    }

    /** When the run has come so far, or is over, or there is no look. */
    private void killAt(String run) {
        var such = "exists (select from admin.reload_runs where " + run;
        await("the moment to die")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(3))
                .ignoreExceptions()
                .until(() -> !world.rows
                        .texts("select 1 where " + such + " and " + plan.kill().moment() + ")"
                                + (plan.kill().look() ? " or not " + such + ")" : ""))
                        .isEmpty());
        world.kill(plan.kill().victim());
    }

    /** Of the runs and of all looks at them. */
    void awaitEnd() {
        await("the end")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> world.rows
                        .texts(chain() + "select 1 from admin.reload_runs where run_id in (select run_id from chain)"
                                + " and finished_at is null")
                        .isEmpty());
    }

    /** SQL that begins with all runs of this storm and looks at them. */
    String chain() {
        return "with recursive chain as (select run_id from admin.reload_runs where request_id in ('"
                + String.join("', '", requests)
                + "') union select r.run_id from admin.reload_runs r join chain c on r.of_run_id = c.run_id) ";
    }

    private void replayInTheShadow() throws SQLException {
        try (var connection = world.target().connect()) {
            connection
                    .createStatement()
                    .execute("set synchronous_commit = off; set session_replication_role = "
                            + plan.manner().role());
            for (var transaction : capture.transactions()) {
                transaction.alone = StormCapture.apply(connection, Place.shadow(set), transaction, plan.manner());
            }
        }
    }

    private static void rest(int millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
