package io.windowreload.routes;

import io.windowreload.merge.Merge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/** What statements that run side by side have come to. One that fails does not end the others: the run goes on when all have returned. */
public final class JdbcResults implements AggregationStrategy {
    /** A statement's own exchange knows by it which call it is. */
    static final String CALL = "WindowReloadJdbcCall";

    /**
     * What a call has come to.
     *
     * @param rows none where it has failed
     * @param failure null where all was well
     */
    record Result(Merge.Call call, List<?> rows, Exception failure) {}

    @Override
    public Exchange aggregate(Exchange before, Exchange returned) {
        var all = before == null ? returned : before;
        var results = before == null ? new ArrayList<Result>() : new ArrayList<>(of(before));
        results.add(new Result(returned.getProperty(CALL, Merge.Call.class), rows(returned), returned.getException()));
        returned.setException(null);
        all.getMessage().setBody(results);
        return all;
    }

    private static List<?> rows(Exchange returned) {
        return returned.getException() == null && returned.getMessage().getBody() instanceof List<?> rows
                ? rows
                : List.of();
    }

    @SuppressWarnings("unchecked")
    static List<Result> of(Exchange exchange) {
        return exchange.getMessage().getBody(List.class);
    }

    /** The sum of a column over the rows of a call. */
    static long sum(Result result, String column) {
        return result.rows().stream()
                .mapToLong(row -> ((Number) ((Map<?, ?>) row).get(column)).longValue())
                .sum();
    }
}
