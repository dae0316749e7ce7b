package io.windowreload.observe.http;

import com.fasterxml.jackson.databind.ObjectWriter;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.windowreload.window.ErrorCode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a call of Jolokia passes first. {@code jolokia-access.xml} says what may be done, and knows no users; but a browser on this
 * machine would do it for a page of any site, since Camel's server does not ask that file about origins. So a call must name this
 * machine (DNS rebinding) and carry JSON, which no page of another origin can send without a preflight that is not answered.
 */
public final class JolokiaBorder {
    private static final int FIRST = -1000;
    private static final String PATH = "/observe/jolokia*";
    private static final Set<String> JSON_TYPES = Set.of("application/json", "text/json");

    private final Set<String> hosts;
    private final Refuser refuser;

    public JolokiaBorder(String host, ObjectWriter json) {
        this.hosts = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
        hosts.add(host.toLowerCase(Locale.ROOT));
        this.refuser = new Refuser(json);
    }

    /** Stands before Jolokia. */
    public void guard(Router router) {
        router.route(PATH).order(FIRST).handler(this::enter);
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
            context.next();
        }
    }
}
