package io.windowreload.observe.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.ext.auth.User;
import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConstants;

/** A request as the API reads it. */
final class ApiRequest {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Exchange exchange;
    private final byte[] body;

    ApiRequest(Exchange exchange) {
        this.exchange = exchange;
        // Read here: what comes over the wire can be read once.
        var content = exchange.getMessage().getBody(byte[].class);
        this.body = content == null ? new byte[0] : content;
    }

    /**
     * What every operation may be told.
     *
     * @param reason why, for the record
     * @param by who, for the record; only heeded where nobody has to prove a name
     * @param again run a request once more that has succeeded
     */
    record Order(String reason, String by, boolean again) {}

    byte[] body() {
        return body;
    }

    Order order() {
        try {
            return body.length == 0 ? new Order(null, null, false) : JSON.readValue(body, Order.class);
        } catch (JsonProcessingException e) {
            throw new ReloadException(ErrorCode.REQUEST_UNREADABLE, "the content: " + e.getOriginalMessage());
        } catch (java.io.IOException e) {
            throw new ReloadException(ErrorCode.REQUEST_UNREADABLE, "the content cannot be read");
        }
    }

    /** Who says so and why: the proven name, or the one that the caller gives. */
    Word word(String reason, String by) {
        var user = exchange.getMessage().getHeader(VertxPlatformHttpConstants.AUTHENTICATED_USER, User.class);
        var name = user == null ? Optional.ofNullable(by).filter(given -> !given.isBlank()) : Optional.of(name(user));
        return new Word("api", name.orElse("somebody"), reason);
    }

    /** The same of somebody who has proven the name. */
    Word provenWord(String reason) {
        var user = exchange.getMessage().getHeader(VertxPlatformHttpConstants.AUTHENTICATED_USER, User.class);
        if (user == null) {
            throw new ReloadException(
                    ErrorCode.ACCESS_DENIED, "an approval wants a name of reload.http.users-file, and there is none");
        }
        return new Word("api", name(user), reason);
    }

    /** The request of whoever is known, whatever name it claims. */
    Request by(Request request) {
        var user = exchange.getMessage().getHeader(VertxPlatformHttpConstants.AUTHENTICATED_USER, User.class);
        return user == null ? request : request.by(name(user));
    }

    private static String name(User user) {
        return user.principal().getString("username");
    }

    /** The part of the path with this number, counted from 0. */
    String part(int number) {
        var parts = exchange.getMessage()
                .getHeader(Exchange.HTTP_PATH, String.class)
                .substring(1)
                .split("/", -1);
        return number < parts.length ? parts[number] : "";
    }

    /** Path and query: by it a document is remembered. */
    String address() {
        var query = exchange.getMessage().getHeader(Exchange.HTTP_RAW_QUERY, String.class);
        return exchange.getMessage().getHeader(Exchange.HTTP_PATH, String.class) + (query == null ? "" : "?" + query);
    }

    /** The number of the run in {@code /api/runs/<number>/…}. */
    long run() {
        try {
            return Long.parseLong(part(2));
        } catch (NumberFormatException e) {
            throw new ReloadException(ErrorCode.RUN_UNKNOWN, "'" + part(2) + "' is no number of a run", e);
        }
    }

    /** The query's parameters; of one that is given twice the first counts. */
    Map<String, String> query() {
        var parameters = new HashMap<String, String>();
        var query = exchange.getMessage().getHeader(Exchange.HTTP_RAW_QUERY, String.class);
        if (query != null) {
            for (var pair : query.split("&", -1)) {
                var sign = pair.indexOf('=');
                if (sign > 0) {
                    parameters.putIfAbsent(decoded(pair.substring(0, sign)), decoded(pair.substring(sign + 1)));
                }
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ReloadException(ErrorCode.REQUEST_UNREADABLE, "the query cannot be decoded", e);
        }
    }
}
