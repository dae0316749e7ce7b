package io.windowreload.routes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.windowreload.ledger.NoticeLog.Due;
import io.windowreload.reload.Failure;
import io.windowreload.reload.Notices;
import io.windowreload.settings.Settings.Secret;
import io.windowreload.window.ErrorCode;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpConstants;

/** Notices as camel-http posts them. The address is a secret: it is in no endpoint, no log and no answer, but in one header while it is used. */
public final class NoticePosts {
    private final Notices notices;
    private final Secret webhook;
    private final ObjectWriter json;
    private final FailureBackoff setback;

    public NoticePosts(Notices notices, Secret webhook, ObjectWriter json, FailureBackoff setback) {
        this.notices = notices;
        this.webhook = webhook;
        this.json = json;
        this.setback = setback;
    }

    /** What is to be posted now; nothing while a receiver that is away is given time. */
    public List<Due> due() {
        return setback.mayTry() ? notices.due() : List.of();
    }

    /** The message becomes the post of one notice. */
    public void prepare(Exchange exchange) throws JsonProcessingException {
        var notice = notices.notice(exchange.getVariable("notice", Due.class));
        var message = exchange.getMessage();
        message.setHeader(HttpConstants.HTTP_URI, webhook.value());
        message.setHeader(HttpConstants.CONTENT_TYPE, "application/json");
        message.setHeader("Idempotency-Key", notice.id());
        message.setBody(json.writeValueAsString(notice));
    }

    /** The receiver has answered: any 2xx means that it has the notice. */
    public void answered(Exchange exchange) {
        var due = exchange.getVariable("notice", Due.class);
        var status = exchange.getMessage().getHeader(HttpConstants.HTTP_RESPONSE_CODE, 0, Integer.class);
        if (status / 100 == 2) {
            notices.told(due);
            setback.tried();
        } else {
            putOff(due, "HTTP " + status);
        }
    }

    /** There was no answer. The exception's words may hold the address; its class tells enough. */
    public void unanswered(Exchange exchange) {
        var thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        putOff(exchange.getVariable("notice", Due.class), thrown.getClass().getSimpleName());
    }

    private void putOff(Due due, String problem) {
        notices.putOff(due, problem);
        setback.hit(new Failure(ErrorCode.NOTICE_UNDELIVERED, problem));
    }
}
