package io.windowreload.observe.http;

import com.fasterxml.jackson.databind.ObjectWriter;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import io.windowreload.observe.http.Credentials.Claim;
import io.windowreload.window.ErrorCode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets in who proves a name of the users-file; the same names for page, API and Jolokia, and one brake for all of them. */
public final class Authentication {
    private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);
    private static final int MOST_REMEMBERED = 100;

    private final Optional<Credentials> callers;
    private final Rejection refuser;
    private final LoginThrottle brake = new LoginThrottle(System::nanoTime);
    private final ThrottledLog wrong = new ThrottledLog();
    /** A hash takes time on purpose: strangers must not have all threads at it. */
    private final Semaphore proofs = new Semaphore(2);
    /** Whom the file proves with which claim; it is read once, so that this stays right. */
    private final Map<Claim, String> proven = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Claim, String> eldest) {
            return size() > MOST_REMEMBERED;
        }
    });

    public Authentication(Optional<Path> users, ObjectWriter json) {
        this.callers = users.map(Credentials::load);
        this.refuser = new Rejection(json);
    }

    /** Whether names have to be proven at all. */
    boolean wanted() {
        return callers.isPresent();
    }

    /** Goes on with {@code then} if the call may come in; answers it otherwise. */
    void enter(RoutingContext context, Runnable then) {
        if (callers.isEmpty()) {
            then.run();
            return;
        }
        var claim =
                Credentials.claim(context.request().getHeader("Authorization")).orElse(null);
        if (claim == null) {
            unknown(context);
            return;
        }
        var known = proven.get(claim);
        if (known != null) {
            welcome(context, known, then);
            return;
        }
        var who = new String[] {
            "at " + context.request().remoteAddress().hostAddress(),
            claim.name() == null ? "token" : "as " + claim.name()
        };
        var seconds = brake.wait(who);
        if (seconds > 0 || !proofs.tryAcquire()) {
            context.response().putHeader("Retry-After", Long.toString(Math.max(1, seconds)));
            refuser.refuse(context, 429, ErrorCode.ACCESS_DENIED, "too many wrong secrets: wait before the next try");
            return;
        }
        prove(context, claim, who, then);
    }

    private void prove(RoutingContext context, Claim claim, String[] who, Runnable then) {
        context.request().pause();
        context.vertx()
                .executeBlocking(() -> callers.orElseThrow().prove(claim), false)
                .onComplete(result -> {
                    proofs.release();
                    context.request().resume();
                    var name = result.succeeded() ? result.result() : Optional.<String>empty();
                    if (name.isPresent()) {
                        proven.put(claim, name.get());
                        welcome(context, name.get(), then);
                        return;
                    }
                    brake.missed(who);
                    wrong.say(count -> LOG.warn(
                            "{} wrong secrets were tried; the last one {} {}", count, who[0], printable(who[1])));
                    unknown(context);
                });
    }

    private static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7E]", "?").substring(0, Math.min(text.length(), 80));
    }

    /** Camel hands on the user that is set this way, and no other. */
    @SuppressWarnings("deprecation")
    private static void welcome(RoutingContext context, String name, Runnable then) {
        context.setUser(User.fromName(name));
        then.run();
    }

    private void unknown(RoutingContext context) {
        context.response().putHeader("WWW-Authenticate", "Basic realm=\"window-reload\", charset=\"UTF-8\"");
        refuser.refuse(context, 401, ErrorCode.ACCESS_DENIED, "a name and a secret are needed");
    }
}
