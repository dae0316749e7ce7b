package io.windowreload.observe.http;

import com.fasterxml.jackson.databind.ObjectWriter;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.windowreload.window.ErrorCode;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands before Camel's servers, which take any connection, wait for ever and speak HTTP/2 to strangers, and offer no setting for it. They
 * ask for a Vert.x, and get one whose servers have limits and answer by themselves what no router could read.
 */
public final class FrontDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);
    /** Longer than anything that is answered here takes. */
    private static final int IDLE_SECONDS = 60;

    private static final Pattern PATH = Pattern.compile("/(?:[^%]|%[0-9A-Fa-f]{2})*");
    private static final Pattern HOST = Pattern.compile("(?:[A-Za-z0-9._~-]+|\\[[0-9A-Fa-f:.]+])(?::\\d{1,5})?");

    private final Rejection refuser;
    private final List<Vertx> opened = new CopyOnWriteArrayList<>();
    private final ThrottledLog full = new ThrottledLog();
    private final ThrottledLog unreadable = new ThrottledLog();

    public FrontDoor(ObjectWriter json) {
        this.refuser = new Rejection(json);
    }

    /** A new one: each server has threads of its own, so that health answers whatever goes on at the page. */
    public Vertx vertx() {
        var vertx = Vertx.vertx();
        opened.add(vertx);
        return standIn(
                Vertx.class,
                vertx,
                (method, arguments) -> method.getName().equals("createHttpServer")
                        ? server(vertx, arguments)
                        : method.invoke(vertx, arguments));
    }

    private HttpServer server(Vertx vertx, Object[] arguments) {
        var options = arguments == null ? new HttpServerOptions() : (HttpServerOptions) arguments[0];
        var guests = new ConnectionLimit(System::nanoTime);
        vertx.setPeriodic(1_000, tick -> guests.look());
        var server = vertx.createHttpServer(options.setHttp2ClearTextEnabled(false)
                        .setUseAlpn(false)
                        .setIdleTimeout(IDLE_SECONDS))
                .connectionHandler(guests::come)
                .exceptionHandler(thrown -> LOG.debug("a connection broke: {}", thrown.toString()))
                .invalidRequestHandler(this::invalid);
        return standIn(HttpServer.class, server, (method, own) -> {
            if (!method.getName().equals("requestHandler") || own == null) {
                return method.invoke(server, own);
            }
            @SuppressWarnings("unchecked")
            var behind = (Handler<HttpServerRequest>) own[0];
            return server.requestHandler(request -> enter(request, guests, behind));
        });
    }

    private interface ApiRequest {
        Object of(Method method, Object[] arguments) throws ReflectiveOperationException;
    }

    /** Everything that the real one is, but for one call. */
    private static <T> T standIn(Class<T> type, T real, ApiRequest call) {
        InvocationHandler handler = (self, method, arguments) -> {
            try {
                return call.of(method, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        var types = real.getClass().getInterfaces();
        return type.cast(Proxy.newProxyInstance(FrontDoor.class.getClassLoader(), types, handler));
    }

    private void enter(HttpServerRequest request, ConnectionLimit guests, Handler<HttpServerRequest> behind) {
        if (!guests.ask(request)) {
            full.say(count -> LOG.warn("{} calls with content were refused: there are too many at once", count));
            request.response().putHeader("Retry-After", "1").putHeader("Connection", "close");
            refuser.refuse(
                    request.response(), 503, ErrorCode.REQUEST_UNREADABLE, "too many calls with content at once");
            return;
        }
        var wrong = wrong(request);
        if (wrong != null) {
            refuse(request, 400, wrong);
            return;
        }
        try {
            behind.handle(request);
        } catch (RuntimeException e) {
            LOG.debug("a call failed before any route saw it", e);
            if (!request.response().ended()) {
                refuse(request, 400, "the call cannot be read");
            }
        }
    }

    /** What is wrong with a request line or the host, or null. */
    private static String wrong(HttpServerRequest request) {
        if (request.path() == null || !PATH.matcher(request.path()).matches()) {
            return "the path cannot be decoded";
        }
        var hosts = request.headers().getAll("Host");
        return hosts.size() == 1 && HOST.matcher(hosts.get(0)).matches() ? null : "the header Host names no host";
    }

    /** A request that is not HTTP, or more of it than fits. */
    private void invalid(HttpServerRequest request) {
        var cause = String.valueOf(request.decoderResult().cause());
        if (cause.contains("TooLongHttpLine")) {
            refuse(request, 414, "the address is too long");
        } else if (cause.contains("TooLongHttpHeader")) {
            refuse(request, 431, "the headers are too large");
        } else {
            refuse(request, 400, "this is not HTTP/1.1");
        }
    }

    private void refuse(HttpServerRequest request, int status, String detail) {
        unreadable.say(count -> LOG.info(
                "{} calls could not be read; the last one, from {}: {}",
                count,
                request.connection().remoteAddress().hostAddress(),
                detail));
        request.response().putHeader("Connection", "close");
        refuser.refuse(request.response(), status, ErrorCode.REQUEST_UNREADABLE, detail);
        request.connection().close();
    }

    @Override
    public void close() {
        var closing = List.copyOf(opened);
        opened.clear();
        closing.forEach(Vertx::close);
    }
}
