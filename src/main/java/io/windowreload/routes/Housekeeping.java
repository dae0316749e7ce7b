package io.windowreload.routes;

import io.windowreload.merge.Merge;
import io.windowreload.reload.Reload;
import io.windowreload.settings.Settings;
import org.apache.camel.builder.RouteBuilder;

/** What must go on whatever the runs do: signs of life, and sweeping behind the dead. */
public final class Housekeeping extends RouteBuilder {
    private final Reload reload;
    private final Merge merge;
    private final Settings settings;

    public Housekeeping(Reload reload, Merge merge, Settings settings) {
        this.reload = reload;
        this.merge = merge;
        this.settings = settings;
    }

    @Override
    public void configure() {
        var third = settings.runs().lease().dividedBy(3);
        from("timer:reload-lease?period=" + third.toMillis() + "&delay=" + third.toMillis())
                .routeId("reload-lease")
                .routeDescription("Renews the leases of the runs that this process works on")
                .routeGroup("reload")
                .process(exchange -> reload.renew());

        from("timer:reload-sweep?period=3600000&delay=1000")
                .routeId("reload-sweep")
                .routeDescription("Removes what dead runs have left, and before-images that are too old for undo")
                .routeGroup("reload")
                .process(exchange -> {
                    merge.sweep();
                    merge.forget(settings.merge().undo());
                });
    }
}
