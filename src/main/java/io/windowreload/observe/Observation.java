package io.windowreload.observe;

import com.fasterxml.jackson.databind.ObjectWriter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.windowreload.drift.Drift;
import io.windowreload.ledger.Doorbell;
import io.windowreload.ledger.History;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.OperationLog;
import io.windowreload.ledger.Standing;
import io.windowreload.observe.http.Api;
import io.windowreload.observe.http.DriftApi;
import io.windowreload.observe.http.FrontDoor;
import io.windowreload.observe.http.Pages;
import io.windowreload.observe.http.RunDetails;
import io.windowreload.reload.Heartbeats;
import io.windowreload.reload.Operations;
import io.windowreload.request.RequestReader;
import io.windowreload.settings.Settings;
import io.windowreload.window.TableName;
import java.net.URI;
import java.time.Clock;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.Registry;

/** Page, API, health, meters and JMX around a Camel context that is about to start. */
public final class Observation {
    private final Main main;
    private final Settings settings;
    private final Rooms rooms;
    private final SourceWatch source;
    private final LedgerWatch watch;
    private final Watches watches;
    private final Reads reads;
    private final FrontDoor door;
    private final Optional<Integer> httpPort;
    private final Optional<Integer> managementPort;

    /**
     * What is observed.
     *
     * @param history through the connections of the work, for what may take its time
     * @param operations the same
     * @param drift what is known to be wrong between two months
     * @param pool takes a registry for the meters of the target's connections
     */
    public record Rooms(
            History history,
            Answering answering,
            Operations operations,
            RequestReader reader,
            BiFunction<YearMonth, YearMonth, Drift> drift,
            List<TableName> tables,
            Clock clock,
            Heartbeats heartbeats,
            Doorbell doorbell,
            ObjectWriter json,
            Consumer<Object> pool) {}

    /** The rooms through connections on which nothing takes long. */
    public record Answering(
            Ledger ledger, History history, OperationLog log, Operations operations, Standing standing) {}

    private Observation(Main main, Settings settings, Rooms rooms) {
        this.main = main;
        this.settings = settings;
        this.rooms = rooms;
        this.source = new SourceWatch(rooms.clock(), settings.management().sourceInterval());
        this.watch = new LedgerWatch(rooms.history(), rooms.operations(), rooms.doorbell(), rooms.clock());
        this.watches = new Watches(settings, rooms.answering().standing(), source, rooms.clock());
        this.reads = new Reads(watches.target(), settings.target().readTimeout(), rooms.clock());
        this.door = new FrontDoor(rooms.json());
        this.httpPort = settings.http()
                .port()
                .map(port -> Servers.port("reload.http.port", settings.http().host(), port));
        this.managementPort = settings.management()
                .port()
                .map(port -> Servers.port(
                        "reload.management.port", settings.management().host(), port));
    }

    /** Adds everything to the context that {@code main} will start. */
    public static Observation add(Main main, Settings settings, Rooms rooms) {
        var observation = new Observation(main, settings, rooms);
        observation.http();
        observation.observe();
        main.bind("sourceWatch", observation.source);
        main.bind("ledgerWatch", observation.watch);
        Health.checks(observation.watches, observation.watch, rooms.heartbeats(), settings)
                .forEach(check -> main.bind(check.getId(), check));
        main.addMainListener(observation.new Opening());
        return observation;
    }

    /**
     * Reads the ledger before the servers start: the first scrape would else take a restart for counters that begin at 0 and jump. Not
     * before the target is migrated.
     */
    public void look() {
        watches.start();
        watch.look();
    }

    /** Looks at nothing any more. */
    public void close() {
        watches.close();
        reads.close();
    }

    /** Gives back the threads that answered; after the servers have stopped, which do so on them. */
    public void shut() {
        door.close();
    }

    /** Where people find the page. */
    public Optional<URI> page() {
        return httpPort.map(port -> address(settings.http().host(), port, "/status"));
    }

    /** Where machines find health and metrics. */
    public Optional<URI> management() {
        return managementPort.map(port -> address(settings.management().host(), port, "/observe"));
    }

    private static URI address(String host, int port, String path) {
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + path);
    }

    private void http() {
        var http = settings.http();
        if (httpPort.isEmpty()) {
            return;
        }
        main.addInitialProperty("camel.server.enabled", "true");
        main.addInitialProperty("camel.server.host", http.host());
        main.addInitialProperty("camel.server.port", httpPort.get().toString());
        main.addInitialProperty(
                "camel.server.maxBodySize", Long.toString(settings.requests().maxBytes()));
        main.addInitialProperty("camel.server.fileUploadEnabled", "false");
    }

    private void observe() {
        var management = settings.management();
        main.addInitialProperty("camel.metrics.enabled", "true");
        main.addInitialProperty("camel.metrics.enableExchangeEventNotifier", "false");
        main.addInitialProperty(
                "camel.metrics.binders", "jvm-memory-metrics,jvm-gc-metrics,processor-metrics,uptime-metrics");
        main.addInitialProperty("camel.health.exposureLevel", "full");
        // Operators may stop routes: that is shown and metered, but nothing is ill.
        main.addInitialProperty("camel.health.routesEnabled", "false");
        main.addInitialProperty("camel.health.consumersEnabled", "false");
        if (managementPort.isEmpty()) {
            return;
        }
        main.addInitialProperty("camel.management.enabled", "true");
        main.addInitialProperty("camel.management.host", management.host());
        main.addInitialProperty("camel.management.port", managementPort.get().toString());
        main.addInitialProperty("camel.management.healthCheckEnabled", "true");
        main.addInitialProperty("camel.management.metricsEnabled", "true");
        main.addInitialProperty("camel.management.jolokiaEnabled", Boolean.toString(management.jolokia()));
    }

    /** What can only be added to a context that is there. */
    private final class Opening extends MainListenerSupport {
        private Status status;

        /** Camel's servers look for it as soon as they are made. */
        @Override
        public void beforeConfigure(BaseMainSupport support) {
            support.getCamelContext().getRegistry().bindAsPrototype("frontDoor", Vertx.class, door::vertx);
        }

        @Override
        public void afterConfigure(BaseMainSupport support) {
            var camel = support.getCamelContext();
            var entries = new Entries(settings, rooms.clock(), camel);
            var answering = rooms.answering();
            status = new Status(
                    answering.history(),
                    answering.operations(),
                    entries,
                    watches,
                    reads,
                    rooms.tables(),
                    settings,
                    rooms.clock());
            beans(camel.getRegistry());
            meters(camel, entries);
            Loops.watch(camel, settings.runs(), rooms.heartbeats());
            try {
                // Started after the servers, which were added before it, and before the first route.
                camel.addService(new Servers(camel, settings, rooms.json(), rooms.heartbeats()), true, true);
                camel.addService(new Managed(camel, control(), ReloadControl.NAME), true, true);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        private void beans(Registry registry) {
            var answering = rooms.answering();
            var details = new RunDetails(answering.ledger(), answering.history(), answering.log());
            registry.bind(
                    "api",
                    new Api(
                            status,
                            reads,
                            answering.history(),
                            details,
                            answering.operations(),
                            rooms.reader(),
                            rooms.json()));
            registry.bind(
                    "drift",
                    new DriftApi(
                            rooms.drift(),
                            reads,
                            answering.operations(),
                            rooms.reader(),
                            settings.source().zone(),
                            rooms.clock(),
                            rooms.json()));
            registry.bind("pages", new Pages());
        }

        private ReloadControl control() {
            var answering = rooms.answering();
            return new ReloadControl(
                    answering.operations(), answering.history(), status, reads, rooms.reader(), rooms.json());
        }

        private void meters(CamelContext camel, Entries entries) {
            var registry = camel.getRegistry().findSingleByType(MeterRegistry.class);
            new ReloadMeters(watch, watches, entries, rooms.tables()).bindTo(registry);
            camel.getManagementStrategy().addEventNotifier(new DmsMeters(registry));
            rooms.pool().accept(registry);
        }
    }
}
