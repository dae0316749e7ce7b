package io.windowreload.observe.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.windowreload.window.ErrorCode;
import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a call of Jolokia passes first. {@code jolokia-access.xml} says what may be done; a browser on this
 * machine would do it for a page of any site, since Camel's server does not ask that file about origins. So a call must name this
 * machine (DNS rebinding) and carry JSON, which no page of another origin can send without a preflight that is not answered.
 */
public final class JolokiaBorder {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_BYTES = 64 * 1024;
    private static final int FIRST = -1000;
    private static final String PATH = "/observe/jolokia*";
    private static final Set<String> JSON_TYPES = Set.of("application/json", "text/json");

    private final Set<String> hosts;
    private final Authentication gate;
    private final Rejection refuser;

    public JolokiaBorder(String host, Authentication gate, ObjectWriter json) {
        this.gate = gate;
        this.hosts = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
        hosts.add(host.toLowerCase(Locale.ROOT));
        this.refuser = new Rejection(json);
    }

    /** Stands before Jolokia. */
    public void guard(Router router) {
        router.route(PATH).order(FIRST).handler(this::enter);
        router.route(PATH).order(FIRST + 1).handler(BodyHandler.create(false).setBodyLimit(MOST_BYTES));
        router.route(PATH).order(FIRST + 2).handler(this::read);
    }

    private void enter(RoutingContext context) {
        var request = context.request();
        var authority = request.authority();
        if (authority == null || !hosts.contains(authority.host().toLowerCase(Locale.ROOT))) {
            refuser.refuse(context, 421, ErrorCode.ACCESS_DENIED, "Jolokia is for this machine only, not " + authority);
        } else if (!request.method().equals(HttpMethod.POST)) {
            refuser.refuse(context, 405, ErrorCode.ACCESS_DENIED, "Jolokia is called with POST here");
        } else if (!HttpBorder.sameOrigin(request)) {
            refuser.refuse(context, 403, ErrorCode.ACCESS_DENIED, "the call comes from a page of another origin");
        } else if (!JSON_TYPES.contains(context.parsedHeaders().contentType().value())) {
            refuser.refuse(context, 415, ErrorCode.REQUEST_UNREADABLE, "the content type must be application/json");
        } else {
            gate.enter(context, context::next);
        }
    }

    /** Jolokia does not ask its list about notifications: nobody here listens for any, and what is registered stays. */
    private void read(RoutingContext context) {
        JsonNode content;
        try {
            content = JSON.readTree(
                    context.body().buffer() == null
                            ? new byte[0]
                            : context.body().buffer().getBytes());
        } catch (IOException e) {
            refuser.refuse(context, 400, ErrorCode.REQUEST_UNREADABLE, "the content is no JSON");
            return;
        }
        var requests = content.isArray() ? content : JSON.createArrayNode().add(content);
        for (var request : requests) {
            if (request.path("type").asText().equalsIgnoreCase("notification")) {
                refuser.refuse(context, 403, ErrorCode.ACCESS_DENIED, "notifications are not given");
                return;
            }
        }
        context.next();
    }
}
