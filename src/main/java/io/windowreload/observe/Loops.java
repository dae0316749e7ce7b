package io.windowreload.observe;

import io.windowreload.reload.Heartbeats;
import io.windowreload.settings.Settings;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeCreatedEvent;
import org.apache.camel.support.EventNotifierSupport;

/** Hears the loops of this process that begin an exchange each time around. The others say so themselves. */
final class Loops extends EventNotifierSupport {
    /** Quartz looks for what is due each half minute at least. */
    private static final Duration QUARTZ = Duration.ofSeconds(30);

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
        camel.getManagementStrategy().addEventNotifier(new Loops(heartbeats));
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
