package io.windowreload.observe;

import com.fasterxml.jackson.databind.ObjectWriter;
import io.vertx.core.Vertx;
import io.windowreload.observe.http.Authentication;
import io.windowreload.observe.http.HttpBorder;
import io.windowreload.observe.http.JolokiaBorder;
import io.windowreload.reload.Heartbeats;
import io.windowreload.settings.Settings;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.support.service.ServiceSupport;

/** Puts the borders before the first route of the page and the API, and before Jolokia. */
final class Servers extends ServiceSupport {
    private final CamelContext camel;
    private final Heartbeats heartbeats;
    private final HttpBorder border;
    private final JolokiaBorder jolokia;

    Servers(CamelContext camel, Settings settings, ObjectWriter json, Heartbeats heartbeats) {
        this.heartbeats = heartbeats;
        this.camel = camel;
        var gate = new Authentication(settings.http().usersFile(), json);
        this.border = new HttpBorder(settings.http(), gate, json);
        this.jolokia = new JolokiaBorder(settings.management().host(), gate, json);
    }

    @Override
    protected void doStart() {
        for (var router : camel.getRegistry().findByType(VertxPlatformHttpRouter.class)) {
            if (router.isMainServer()) {
                border.guard(router);
            } else {
                jolokia.guard(router);
            }
            listen(router.isMainServer() ? "page" : "management", router.vertx());
        }
    }

    /** Each of its loops serves connections of its own; the workers run the routes. Vert.x 5 has no other way to its loops yet. */
    @SuppressWarnings("deprecation")
    private void listen(String server, Vertx vertx) {
        var number = 0;
        for (var loop : vertx.nettyEventLoopGroup()) {
            heartbeats.ask(server + " loop " + number++, loop);
        }
        heartbeats.ask(
                server + " workers",
                work -> vertx.executeBlocking(
                        () -> {
                            work.run();
                            return true;
                        },
                        false));
    }

    /**
     * The port to listen on; 0 is any free one. Asked before Camel is, because its server only logs that a port is taken and goes on
     * as if it listened, and because it tells servers apart by their ports.
     *
     * @throws ReloadException {@code SETTINGS_INVALID} where nobody could listen there
     */
    static int port(String key, String host, int wanted) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, wanted));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new ReloadException(
                    ErrorCode.SETTINGS_INVALID,
                    key + ": cannot listen on " + host + " port " + wanted + ": " + e.getMessage()
                            + "; choose another port, or 'off'");
        }
    }
}
