package io.windowreload.observe;

import com.fasterxml.jackson.databind.ObjectWriter;
import io.windowreload.observe.http.HttpBorder;
import io.windowreload.settings.Settings;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.support.service.ServiceSupport;

/** Sees to it that both servers listen, and puts the border before the first route. */
final class Servers extends ServiceSupport {
    private final CamelContext camel;
    private final Settings.Http http;
    private final ObjectWriter json;

    Servers(CamelContext camel, Settings.Http http, ObjectWriter json) {
        this.camel = camel;
        this.http = http;
        this.json = json;
    }

    @Override
    protected void doStart() {
        for (var router : camel.getRegistry().findByType(VertxPlatformHttpRouter.class)) {
            var key = router.isMainServer() ? "reload.http.port" : "reload.management.port";
            // A server that cannot listen only logs so, and goes on as if it did.
            if (router.getServer().getServer().actualPort() == 0) {
                throw new ReloadException(
                        ErrorCode.SETTINGS_INVALID,
                        key + ": " + router.getServer().getConfigurationPort()
                                + " is taken by another program; choose another port, or 'off'");
            }
            if (router.isMainServer()) {
                new HttpBorder(http, json).guard(router);
            }
        }
    }
}
