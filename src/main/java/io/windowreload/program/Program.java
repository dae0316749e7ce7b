package io.windowreload.program;

import com.zaxxer.hikari.HikariDataSource;
import io.windowreload.db.Db;
import io.windowreload.db.Listener;
import io.windowreload.db.Migrations;
import io.windowreload.drift.Drift;
import io.windowreload.ledger.Brakes;
import io.windowreload.ledger.Doorbell;
import io.windowreload.ledger.History;
import io.windowreload.ledger.Lease;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.Months;
import io.windowreload.ledger.NoticeLog;
import io.windowreload.ledger.OperationLog;
import io.windowreload.ledger.Registration;
import io.windowreload.ledger.Standing;
import io.windowreload.merge.Merge;
import io.windowreload.merge.Production;
import io.windowreload.merge.SecondLook;
import io.windowreload.observe.Entries;
import io.windowreload.observe.Observation;
import io.windowreload.observe.Reads;
import io.windowreload.observe.WaitingRoom;
import io.windowreload.plan.TableRegistry;
import io.windowreload.reload.Heartbeats;
import io.windowreload.reload.Intake;
import io.windowreload.reload.Operations;
import io.windowreload.request.RequestReader;
import io.windowreload.routes.SharedSchedule;
import io.windowreload.settings.Settings;
import io.windowreload.settings.SettingsReader;
import io.windowreload.staging.Staging;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import java.time.Clock;
import java.time.YearMonth;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The rooms, built once with {@code new} and connected here and nowhere else. */
public final class Program implements AutoCloseable {
    /** By this the ledger tells processes apart. */
    private final String owner =
            UUID.randomUUID() + " pid " + ProcessHandle.current().pid();

    private Map<String, String> keys;
    private Settings settings;
    private final HikariDataSource target;
    private final Doorbell doorbell = new Doorbell();
    private Optional<HikariDataSource> listening = Optional.empty();
    private Optional<Listener> listener = Optional.empty();
    private Optional<HikariDataSource> answers = Optional.empty();
    private final Clock clock;
    private final Heartbeats heartbeats = new Heartbeats();
    private final TableRegistry registry;
    private final Db db;
    private final Ledger ledger;

    private Program(Map<String, String> keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
        this.settings = SettingsReader.read(keys);
        this.registry =
                TableRegistry.load(settings.tables()).among(settings.dms().cdcTaskArns());
        this.target = Target.open(settings.target(), owner);
        this.db = new Db(target);
        this.ledger = new Ledger(db);
    }

    /**
     * Opens the program on its settings.
     *
     * @param keys every key with its value
     */
    public static Program open(Map<String, String> keys, Clock clock) {
        return new Program(keys, clock);
    }

    /** Brings the target's schemas to this version, unless a newer one has them, and registers the tables. */
    public Migrations.Done migrate() {
        var found = Migrations.state(target);
        found.refusal().ifPresent(why -> {
            throw new ReloadException(ErrorCode.TARGET_UNFIT, why);
        });
        var done = Migrations.run(target, found);
        new Registration(db).register(registry.tables());
        return done;
    }

    /** Builds what moves runs on; {@link Engine#start} lets it begin. */
    public Engine engine(Engine.Mode mode) {
        keys = Initial.completed(keys, clock);
        settings = SettingsReader.read(keys);
        var lease = new Lease(db, owner, settings.runs().lease());
        listen();
        return new Engine(this, lease, mode);
    }

    private void listen() {
        if (listening.isEmpty()) {
            var pool = Target.listening(settings.target(), owner);
            listening = Optional.of(pool);
            listener = Optional.of(new Listener(pool, doorbell::ring, doorbell::heard).start());
        }
    }

    /** Rings when the ledger may hold something new. */
    Doorbell doorbell() {
        return doorbell;
    }

    /** Starts what moves runs on, on a migrated target. The routes are built meanwhile, because either takes seconds. */
    public Engine migrateAndStart(Engine.Mode mode) {
        var engine = engine(mode);
        var migration = CompletableFuture.runAsync(this::migrate);
        try (var ignored = WaitingRoom.open(settings, clock, "bringing the schemas at PostgreSQL up to date")) {
            engine.build();
            migration.join();
        } catch (CompletionException e) {
            engine.close();
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        } finally {
            // Whatever kept the routes from being built: the connections are not closed under a migration.
            migration.exceptionally(alsoFailed -> null).join();
        }
        return engine.start();
    }

    public Ledger ledger() {
        return ledger;
    }

    /** Reads of many runs at once. */
    public History history() {
        return new History(db);
    }

    /** What people did to runs. */
    public OperationLog operationLog() {
        return new OperationLog(db);
    }

    /** What people may do to runs. */
    public Operations operations() {
        return operations(db);
    }

    private Operations operations(Db through) {
        var its = new Ledger(through);
        return new Operations(
                its,
                new OperationLog(through),
                new Brakes(through),
                new Intake(its, registry, new DriftLook(settings, clock).failedRows(through)),
                merge(through),
                looks(through));
    }

    /** What is observed of this program. Page, API and JMX go through connections of their own. */
    Observation.Rooms observed() {
        var tables = registry.tables().stream().map(ReloadTable::target).toList();
        var pool = answers.orElseGet(() -> Target.answers(settings.target(), owner, Reads.CONNECTIONS));
        answers = Optional.of(pool);
        var through = new Db(pool);
        return new Observation.Rooms(
                new History(db),
                new Observation.Answering(
                        new Ledger(through),
                        new History(through),
                        new OperationLog(through),
                        operations(through),
                        new Standing(through)),
                operations(),
                requests(),
                (from, to) -> new DriftLook(settings, clock).at(through, from, to, TableErrors.NOT_ASKED),
                tables,
                clock,
                heartbeats,
                doorbell,
                JsonDocuments.compact(),
                meters -> {
                    target.setMetricRegistry(meters);
                    pool.setMetricRegistry(meters);
                });
    }

    public Intake intake() {
        return new Intake(ledger, registry, new DriftLook(settings, clock).failedRows(db));
    }

    public Drift drift(YearMonth from, YearMonth to) {
        var seen = TableErrors.of(settings, keys, clock, registry.tables());
        return new DriftLook(settings, clock).at(db, from, to, seen);
    }

    /**
     * Looks a table up by its target name.
     *
     * @throws io.windowreload.window.ReloadException {@code TABLE_UNKNOWN} where none is registered so
     */
    public void known(String table) {
        registry.resolve(java.util.List.of(table));
    }

    public RequestReader requests() {
        return new RequestReader(
                        settings.source().zone(),
                        clock,
                        settings.requests().maxBytes(),
                        settings.windows().longest())
                .beside(settings.requests().directory());
    }

    public Settings settings() {
        return settings;
    }

    /** Of the loops of this process. */
    Heartbeats heartbeats() {
        return heartbeats;
    }

    Map<String, String> keys() {
        return keys;
    }

    Clock clock() {
        return clock;
    }

    HikariDataSource target() {
        return target;
    }

    TableRegistry registry() {
        return registry;
    }

    /** The monthly reload; empty where none is wanted. */
    Months months() {
        return new Months(db);
    }

    Optional<SharedSchedule> schedule() {
        var wanted = settings.schedule();
        return wanted.cron()
                .map(cron -> new SharedSchedule(target, db, cron, wanted, () -> heartbeats.beat(Entries.SCHEDULE)));
    }

    Brakes brakes() {
        return new Brakes(db);
    }

    NoticeLog noticeLog() {
        return new NoticeLog(db);
    }

    Staging staging() {
        return new Staging(db, settings.source().sessionZone());
    }

    SecondLook looks() {
        return looks(db);
    }

    private SecondLook looks(Db through) {
        var look = settings.look();
        var wait = settings.merge().lockTimeout();
        return new SecondLook(through, look.keys(), look.rounds(), look.maxDeletes(), look.maxDeletePercent(), wait);
    }

    Merge merge() {
        return merge(db);
    }

    private Merge merge(Db through) {
        var its = settings.merge();
        return new Merge(through, its.chunkRows(), its.maxRejected(), its.lockTimeout(), its.parallel());
    }

    Production production() {
        return new Production(
                db, settings.merge().triggers().name(), settings.merge().trustedOwners());
    }

    @Override
    public void close() {
        listener.ifPresent(Listener::close);
        listening.ifPresent(HikariDataSource::close);
        answers.ifPresent(HikariDataSource::close);
        target.close();
    }
}
