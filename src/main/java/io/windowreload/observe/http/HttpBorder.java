package io.windowreload.observe.http;

import com.fasterxml.jackson.databind.ObjectWriter;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.windowreload.settings.Settings;
import io.windowreload.window.ErrorCode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What every request passes before a route sees it, and what every answer carries. A page of another site cannot make a browser
 * change anything here: the host must be one of ours (DNS rebinding), the origin the same, and the content JSON, which a form cannot
 * send and a script of another origin only after a preflight that is not answered.
 */
public final class HttpBorder {
    private static final int FIRST = -1000;
    /** Only our own files, nothing inline, no markup from strings. */
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
                    + " form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

    /** The page's files have tags: they are kept, and asked for again each time, so that an upgrade is seen at once. */
    private static final String KEPT = "private, no-cache";

    private final Settings.Http settings;
    private final Authentication gate;
    private final Set<String> hosts;
    private final Rejection refuser;

    public HttpBorder(Settings.Http settings, Authentication gate, ObjectWriter json) {
        this.settings = settings;
        this.gate = gate;
        this.hosts = new HashSet<>(Set.of("localhost", "127.0.0.1", "::1"));
        hosts.add(settings.host().toLowerCase(Locale.ROOT));
        settings.allowedHosts().forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
        this.refuser = new Rejection(json);
    }

    /** Stands before all routes of the router, and behind them for what none of them knows. */
    public void guard(Router router) {
        router.route().order(FIRST).handler(this::enter).failureHandler(this::failed);
        router.route()
                .last()
                .handler(context -> refuse(
                        context, 404, ErrorCode.ADDRESS_UNKNOWN, "there is nothing at " + context.normalizedPath()));
    }

    private static boolean ofThePage(RoutingContext context) {
        return context.normalizedPath().startsWith("/ui/")
                || context.normalizedPath().equals("/status");
    }

    private void enter(RoutingContext context) {
        context.response()
                .putHeader("Content-Security-Policy", CONTENT_POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Cache-Control", ofThePage(context) ? KEPT : "no-store");
        var request = context.request();
        if (!hostKnown(request.authority())) {
            refuse(context, 421, ErrorCode.ACCESS_DENIED, "no host of this program: " + request.authority());
            return;
        }
        gate.enter(context, () -> {
            if (!request.method().equals(HttpMethod.POST) || mayChange(context)) {
                context.next();
            }
        });
    }

    private boolean mayChange(RoutingContext context) {
        if (settings.readOnly()) {
            refuse(context, 403, ErrorCode.READ_ONLY, "nothing can be changed here");
            return false;
        }
        if (!sameOrigin(context.request())) {
            refuse(context, 403, ErrorCode.ACCESS_DENIED, "the call comes from a page of another origin");
            return false;
        }
        if (!"application/json".equals(context.parsedHeaders().contentType().value())) {
            refuse(context, 415, ErrorCode.REQUEST_UNREADABLE, "the content type must be application/json");
            return false;
        }
        return true;
    }

    /** With credentials and no list of names, any name will do: a rebound name has no credentials. */
    private boolean hostKnown(HostAndPort authority) {
        return authority != null
                && (hosts.contains(authority.host().replaceAll("^\\[|]$", "").toLowerCase(Locale.ROOT))
                        || (gate.wanted() && settings.allowedHosts().isEmpty()));
    }

    /** Browsers send where a page comes from with every POST; programs send nothing. */
    static boolean sameOrigin(HttpServerRequest request) {
        var site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return false;
        }
        var origin = request.getHeader("Origin");
        return origin == null
                || origin.replaceFirst("^https?://", "")
                        .equalsIgnoreCase(request.authority().toString());
    }

    private void failed(RoutingContext context) {
        switch (context.statusCode()) {
            case 413 -> refuse(context, 413, ErrorCode.REQUEST_UNREADABLE, "the content is too large");
            case 400 -> refuse(context, 400, ErrorCode.REQUEST_UNREADABLE, "the call cannot be read");
            default -> refuse(context, 500, ErrorCode.INTERNAL, "the answer failed");
        }
    }

    private void refuse(RoutingContext context, int status, ErrorCode code, String detail) {
        refuser.refuse(context, status, code, detail);
    }
}
