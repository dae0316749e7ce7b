package io.windowreload.component.aws2.dms;

import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationRequest;

/**
 * One call of the DMS API.
 *
 * @param requestType the request that a message may carry as body instead
 * @param request makes the request of headers and options
 * @param send calls the API
 * @param pages how pages are joined, or null if the response has none
 * @param headers tells key values of the response in headers
 */
record Dms2Call<Q extends DatabaseMigrationRequest, R>(
        Class<Q> requestType,
        Function<Dms2Input, Q> request,
        BiFunction<DatabaseMigrationClient, Q, R> send,
        Dms2Pages<Q, R, ?> pages,
        BiConsumer<R, Message> headers) {

    static <Q extends DatabaseMigrationRequest, R> Dms2Call<Q, R> single(
            Class<Q> requestType,
            Function<Dms2Input, Q> request,
            BiFunction<DatabaseMigrationClient, Q, R> send,
            BiConsumer<R, Message> headers) {
        return new Dms2Call<>(requestType, request, send, null, headers);
    }

    /** Calls the API and puts the response into the message: whole as body, key values as headers. */
    void execute(DatabaseMigrationClient client, Exchange exchange, Dms2Configuration configuration)
            throws InvalidPayloadException {
        Dms2Input input = new Dms2Input(exchange, configuration);
        Q ready = configuration.isPojoRequest() ? body(exchange) : request.apply(input);
        R response = pages != null && input.optional(Dms2Parameters.FOLLOW_PAGES)
                ? pages.all(client, ready)
                : send.apply(client, ready);
        Message message = exchange.getMessage();
        message.setBody(response);
        headers.accept(response, message);
        if (pages != null) {
            String marker = pages.marker().apply(response);
            boolean truncated = marker != null && !marker.isEmpty();
            message.setHeader(Dms2Constants.IS_TRUNCATED, truncated);
            Dms2Headers.set(message, Dms2Constants.NEXT_MARKER, truncated ? marker : null);
        }
    }

    private Q body(Exchange exchange) throws InvalidPayloadException {
        Object body = exchange.getMessage().getMandatoryBody();
        if (!requestType.isInstance(body)) {
            throw new IllegalArgumentException("Expected body of type %s but was %s"
                    .formatted(requestType.getName(), body.getClass().getName()));
        }
        return requestType.cast(body);
    }
}
