package io.windowreload.routes;

import io.windowreload.db.Sql;
import io.windowreload.ledger.Run;
import io.windowreload.merge.Merge;
import io.windowreload.reload.MergePhase;
import io.windowreload.reload.StepOutcome;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.component.jdbc.JdbcConstants;

/** The merge's statements as camel-jdbc wants them, and its rows as the merge wants them. */
public final class JdbcCalls {
    /** A question mark in a literal stands for itself. */
    private static final Pattern MARK = Pattern.compile("'[^']*'|\\?");

    private final MergePhase merge;

    public JdbcCalls(MergePhase merge) {
        this.merge = merge;
    }

    /** The body becomes the next calls of the run's step, or null where the step is done. */
    public void next(Exchange exchange) {
        var calls = merge.calls(exchange.getVariable("run", Run.class));
        exchange.getMessage().setBody(calls.isEmpty() ? null : calls);
    }

    /** The body, a call, becomes its statement. */
    public void statement(Exchange exchange) {
        var call = exchange.getMessage().getBody(Merge.Call.class);
        exchange.setProperty(JdbcResults.CALL, call);
        exchange.getMessage().setHeader(JdbcConstants.JDBC_PARAMETERS, call.parameters());
        exchange.getMessage().setBody(named(call.sql()));
    }

    /** camel-jdbc writes a named parameter as {@code :?name}. */
    static String named(Sql sql) {
        var names = sql.parameters().iterator();
        return MARK.matcher(sql.text())
                .replaceAll(mark ->
                        mark.group().equals("?") ? ":?" + names.next() : Matcher.quoteReplacement(mark.group()));
    }

    /**
     * Statements have returned: their rows, if any, are what the procedures say.
     *
     * @throws Exception what the first of them has thrown that is not the failure of its table alone, now that none goes on any more
     */
    public StepOutcome returned(Exchange exchange) throws Exception {
        var run = exchange.getVariable("run", Run.class);
        var results = JdbcResults.of(exchange);
        Exception thrown = null;
        for (var result : results) {
            if (result.failure() != null
                    && !merge.fell(run, result.call(), Failures.failure(result.failure()))
                    && thrown == null) {
                thrown = result.failure();
            }
        }
        if (thrown != null) {
            throw thrown;
        }
        return switch (run.step()) {
            case VERIFY -> {
                results.forEach(result -> merge.verified(run, result.call(), JdbcResults.sum(result, "unexplained")));
                yield StepOutcome.more();
            }
            case COMPARE ->
                merge.compared(
                        run,
                        results.stream()
                                .mapToLong(result -> JdbcResults.sum(result, "deviating"))
                                .sum());
            default -> merge.called(run);
        };
    }
}
