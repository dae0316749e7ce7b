package io.windowreload.program;

import io.windowreload.ledger.Lease;
import io.windowreload.observe.Entries;
import io.windowreload.observe.Observation;
import io.windowreload.reload.Leftovers;
import io.windowreload.reload.Notices;
import io.windowreload.reload.Phases;
import io.windowreload.reload.Reload;
import io.windowreload.request.RequestFolder;
import io.windowreload.request.StableFiles;
import io.windowreload.routes.CdcMetrics;
import io.windowreload.routes.DmsClient;
import io.windowreload.routes.DmsReports;
import io.windowreload.routes.FailureBackoff;
import io.windowreload.routes.Failures;
import io.windowreload.routes.Housekeeping;
import io.windowreload.routes.Inbox;
import io.windowreload.routes.InboxPoll;
import io.windowreload.routes.JdbcCalls;
import io.windowreload.routes.JdbcResults;
import io.windowreload.routes.Monthly;
import io.windowreload.routes.NoticePosts;
import io.windowreload.routes.ReloadFlow;
import io.windowreload.routes.Replies;
import io.windowreload.routes.SharedSchedule;
import io.windowreload.routes.TaskLog;
import io.windowreload.settings.Home;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Camel context with the routes and the beans that they name. */
public final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final List<String> SECRETS = List.of("password", "secret", "webhook", "jdbc-url");
    /** The beans of the routes take ten MiB, which a small heap needs for the work. */
    private static final String JMX = "camel.main.jmxEnabled";

    private static final long ROOM_FOR_JMX = 48L * 1024 * 1024;

    private final Program program;
    private final Mode mode;
    private final Reload reload;
    private final CdcMetrics metrics;
    private final Main main = new Main();
    private final DmsClient dms;
    private final Optional<SharedSchedule> schedule;
    private Monthly monthly;
    private Observation observation;

    /** Which routes are wanted. */
    public enum Mode {
        /** Runs are moved on, and nothing else. */
        RUNS_ONLY,
        /** The watched folder and the schedule as well. */
        EVERYTHING
    }

    Engine(Program program, Lease lease, Mode mode) {
        this.program = program;
        this.mode = mode;
        var settings = program.settings();
        dms = new DmsClient(settings.dms());
        var runs = settings.runs();
        var steps = program.heartbeats().steps();
        reload = new Reload(ReloadFlow.FLOW, lease, program.doorbell(), runs.parallel(), runs.retryFor(), steps);
        this.metrics = new CdcMetrics(settings.dms(), settings.cdc(), program.clock());
        schedule = mode == Mode.EVERYTHING ? program.schedule() : Optional.empty();
        properties(mode);
        bindPhases(lease);
        if (mode == Mode.EVERYTHING) {
            bindEntries();
            observation = Observation.add(main, settings, program.observed());
        }
        main.bind("target", program.target());
        main.bind("aws2-dms", dms.component());
        schedule.ifPresent(shared -> main.bind("quartz", shared.component()));
        main.configure().addRoutesBuilder(new ReloadFlow());
        main.configure().addRoutesBuilder(new Housekeeping(reload, runs.lease()));
    }

    private void properties(Mode mode) {
        program.keys().forEach((key, value) -> {
            if (SECRETS.stream().noneMatch(key::contains)) {
                main.addInitialProperty(key, value);
            }
        });
        if (Runtime.getRuntime().maxMemory() < ROOM_FOR_JMX && !program.keys().containsKey(JMX)) {
            LOG.info("{}=false: the heap has no room for it", JMX);
            main.addInitialProperty(JMX, "false");
        }
        var settings = program.settings().schedule();
        settings.cron().ifPresent(cron -> main.addInitialProperty("schedule.cron", cron));
        main.addInitialProperty("schedule.zone", settings.zone().getId());
        main.addInitialProperty(
                "reload.requests.directory",
                program.settings().requests().directory().toString());
        var routes = Home.resolve("routes");
        var place = Files.isDirectory(routes) ? "file:" + routes : "classpath:routes";
        main.configure().withRoutesIncludePattern(place + "/*.camel.yaml");
        main.configure().withRoutesExcludePattern(String.join(",", unwanted(mode)));
    }

    private List<String> unwanted(Mode mode) {
        if (mode == Mode.RUNS_ONLY) {
            return List.of(
                    "**/request-*.camel.yaml",
                    "**/schedule-*.camel.yaml",
                    "**/observe-*.camel.yaml",
                    "**/notices.camel.yaml",
                    "**/http-*.camel.yaml");
        }
        var unwanted = new ArrayList<String>();
        if (program.settings().http().port().isEmpty()) {
            unwanted.add("**/http-*.camel.yaml");
        }
        if (!program.settings().notices().wanted()) {
            unwanted.add("**/notices.camel.yaml");
        }
        // A route that is loaded would put its trigger in the place of the one that other instances keep.
        if (schedule.isEmpty()) {
            unwanted.add("**/schedule-*.camel.yaml");
        }
        return unwanted;
    }

    private void bindPhases(Lease lease) {
        var settings = program.settings();
        var ledger = program.ledger();
        var staging = program.staging();
        var merge = program.merge();
        var phases = Phases.of(
                new Phases.Rooms(
                        ledger,
                        program.registry(),
                        staging,
                        merge,
                        program.production(),
                        program.looks(),
                        program.brakes(),
                        settings,
                        program.clock()),
                lease);
        main.bind("reload", reload);
        main.bind("failures", new Failures(reload));
        main.bind("dms", new DmsReports());
        main.bind("plan", phases.plan());
        main.bind("approval", phases.approval());
        main.bind("pace", phases.pace());
        main.bind("cdcGuard", phases.cdcGuard());
        main.bind("cdcMetrics", metrics);
        main.bind("load", phases.load());
        main.bind("check", phases.check());
        main.bind("merge", phases.merge());
        main.bind("look", phases.look());
        main.bind("jdbcCalls", new JdbcCalls(phases.merge()));
        main.bind("jdbcResults", new JdbcResults());
        main.bind("leftovers", new Leftovers(ledger, merge, staging, settings, program.clock()));
        main.bind("taskLog", new TaskLog(settings.dms(), settings.taskLog()));
        main.bind("clean", phases.clean());
    }

    private void bindEntries() {
        var settings = program.settings();
        var folder = new RequestFolder(settings.requests().directory(), program.clock());
        folder.recover();
        var settled = new StableFiles(settings.requests().settleTime(), System::nanoTime);
        var setback = new FailureBackoff("inbox", program.clock());
        var intake = program.intake();
        var reader = program.requests();
        var replies = new Replies(folder, intake, program.ledger(), program.clock(), JsonDocuments.writer(), setback);
        main.bind(
                "inbox",
                new Inbox(
                        folder,
                        reader,
                        intake,
                        settled,
                        replies,
                        settings.retention().files()));
        main.bind("replies", replies);
        main.bind(
                "inboxPoll",
                new InboxPoll(
                        program.operations(),
                        folder,
                        settled,
                        replies,
                        setback,
                        program.doorbell(),
                        () -> program.heartbeats().beat(Entries.FOLDER)));
        var notices = new Notices(program.ledger(), program.noticeLog(), settings.notices(), program.doorbell());
        main.bind(
                "noticePosts",
                new NoticePosts(
                        notices,
                        settings.notices().webhook(),
                        JsonDocuments.compact(),
                        new FailureBackoff("notices", program.clock())));
        monthly = new Monthly(program.operations(), intake, program.months(), reader, settings, program.clock());
        main.bind("monthly", monthly);
    }

    /** Builds the routes, without the target: half of a start, which can go on while the target migrates. */
    public Engine build() {
        return reportingRoutes(this::readRoutes);
    }

    /** Once for each context. What is lacking is told before anything moves: nothing could end it otherwise. */
    private void readRoutes() {
        main.init();
        EssentialRoutes.check(main.getCamelContext());
    }

    /** Starts the routes. A route file that does not fit stops the start with {@code SETTINGS_INVALID}. */
    public Engine start() {
        reportingRoutes(() -> {
            readRoutes();
            if (mode == Mode.EVERYTHING) {
                program.noticeLog().wanted(program.settings().notices().wanted());
            }
            dms.open();
            schedule.ifPresent(SharedSchedule::open);
            if (mode == Mode.EVERYTHING) {
                schedule.ifPresentOrElse(shared -> monthly.begin(), program.months()::end);
            }
            Optional.ofNullable(observation).ifPresent(Observation::look);
            main.start();
        });
        return this;
    }

    private interface Start {
        void run() throws Exception;
    }

    private Engine reportingRoutes(Start step) {
        try {
            step.run();
        } catch (Exception e) {
            var fault = RouteFault.of(e, main.getCamelContext());
            close();
            var behind = Failures.behind(e);
            throw behind.code() == ErrorCode.INTERNAL
                    ? new ReloadException(ErrorCode.SETTINGS_INVALID, fault, e)
                    : new ReloadException(behind.code(), behind.detail(), e);
        }
        return this;
    }

    /** Another second has passed, in which the loops of this process have had time for a sign of life. */
    public void tick() {
        program.heartbeats().tick();
        var patience = program.settings().target().answerTimeout().dividedBy(4);
        program.heartbeats().steps().another(patience).forEach(LOG::warn);
    }

    /** Loops that have been silent for so long that nothing but a new process helps. */
    public List<String> dead() {
        var limit = program.settings().management().silence();
        return program.heartbeats().silent(limit.plus(limit.dividedBy(3)));
    }

    /** Where people find the page; empty where there is none. */
    public Optional<URI> page() {
        return Optional.ofNullable(observation).flatMap(Observation::page);
    }

    /** Where machines find health and metrics; empty where there are none. */
    public Optional<URI> management() {
        return Optional.ofNullable(observation).flatMap(Observation::management);
    }

    /** Stops the routes and gives back what this process holds. */
    @Override
    public void close() {
        schedule.ifPresent(SharedSchedule::rest);
        reload.stop();
        Optional.ofNullable(observation).ifPresent(Observation::close);
        main.stop();
        Optional.ofNullable(observation).ifPresent(Observation::shut);
        metrics.close();
        dms.close();
        reload.release();
    }
}
