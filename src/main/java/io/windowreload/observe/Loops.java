package io.windowreload.observe;

import io.windowreload.reload.Heartbeats;
import io.windowreload.settings.Settings;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeCreatedEvent;
import org.apache.camel.support.EventNotifierSupport;

/** Hears the loops of this process that begin an exchange each time around. The others say so themselves. */
final class Loops extends EventNotifierSupport {
    /** Quartz looks for what is due each half minute at least. */
    private static final Duration QUARTZ = Duration.ofSeconds(30);

    private static final String STEPS = "reload-run";
    private static final Duration POLL = Duration.ofMillis(500);

    private final Heartbeats heartbeats;

    private Loops(Heartbeats heartbeats) {
        this.heartbeats = heartbeats;
    }

    /** Expects a sign of each loop as long as its route is started: operators may stop it, and that is no illness. */
    static void watch(CamelContext camel, Settings.Runs runs, Heartbeats heartbeats) {
        var rounds = Map.of(
                "reload-claim",
                runs.interval(),
                "reload-lease",
                runs.lease().dividedBy(3),
                "request-reply",
                runs.interval(),
                Entries.FOLDER,
                POLL,
                Entries.SCHEDULE,
                QUARTZ);
        rounds.forEach((route, round) -> heartbeats.expect(route, round, () -> started(camel, route)));
        // What a step waits for takes as long as it takes; but where one of these threads has nothing to do, it takes
        // what lies there.
        heartbeats.expect(STEPS, Duration.ZERO, () -> started(camel, STEPS) && ignored(camel, runs.parallel()));
        camel.getManagementStrategy().addEventNotifier(new Loops(heartbeats));
    }

    /** Whether steps lie there although a thread that takes them is idle. */
    private static boolean ignored(CamelContext camel, int threads) {
        return camel.getInflightRepository().size(STEPS) < threads
                && camel.getRoute(STEPS).getEndpoint() instanceof SedaEndpoint steps
                && steps.getCurrentQueueSize() > 0;
    }

    private static boolean started(CamelContext camel, String route) {
        return camel.getRouteController().getRouteStatus(route) == ServiceStatus.Started;
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof ExchangeCreatedEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        var route = ((ExchangeCreatedEvent) event).getExchange().getFromRouteId();
        if (route != null) {
            heartbeats.beat(route);
        }
    }
}
