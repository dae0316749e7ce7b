package io.windowreload.routes;

import io.windowreload.reload.Reload;
import java.time.Duration;
import org.apache.camel.builder.RouteBuilder;

/** Signs of life, which must go on whatever the runs do. */
public final class Housekeeping extends RouteBuilder {
    private final Reload reload;
    private final long third;

    /**
     * Says three times in a lease that this process lives.
     *
     * @param lease how long a run stays held without a sign of life
     */
    public Housekeeping(Reload reload, Duration lease) {
        this.reload = reload;
        this.third = lease.dividedBy(3).toMillis();
    }

    @Override
    public void configure() {
        from("timer:reload-lease?period=" + third + "&delay=" + third)
                .routeId("reload-lease")
                .routeDescription("Renews the leases of the runs that this process works on")
                .routeGroup("reload")
                .routeConfigurationId("background-errors")
                .process(exchange -> reload.renew());
    }
}
