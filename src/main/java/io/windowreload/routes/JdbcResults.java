package io.windowreload.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/** What statements that run side by side have come to. One that fails does not end the others: the run goes on when all have returned. */
public final class JdbcResults implements AggregationStrategy {
    private static final String FAILURE = "WindowReloadJdbcFailure";

    @Override
    public Exchange aggregate(Exchange before, Exchange returned) {
        var all = before == null ? returned : before;
        var rows = before == null ? new ArrayList<Map<?, ?>>() : new ArrayList<>(rows(before));
        if (returned.getException() != null) {
            if (all.getProperty(FAILURE) == null) {
                all.setProperty(FAILURE, returned.getException());
            }
            returned.setException(null);
        } else if (returned.getMessage().getBody() instanceof List<?> some) {
            some.forEach(row -> rows.add((Map<?, ?>) row));
        }
        all.getMessage().setBody(rows);
        return all;
    }

    @SuppressWarnings("unchecked")
    static List<Map<?, ?>> rows(Exchange exchange) {
        return exchange.getMessage().getBody(List.class);
    }

    static void throwFirst(Exchange exchange) throws Exception {
        var failure = exchange.getProperty(FAILURE, Exception.class);
        if (failure != null) {
            exchange.removeProperty(FAILURE);
            throw failure;
        }
    }
}
