package io.windowreload.routes;

import io.windowreload.db.Sql;
import io.windowreload.ledger.Run;
import io.windowreload.reload.MergePhase;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.jdbc.JdbcConstants;

/** The merge's statements as camel-jdbc wants them, and its rows as the merge wants them. */
public final class JdbcCalls {
    private final MergePhase merge;

    public JdbcCalls(MergePhase merge) {
        this.merge = merge;
    }

    /** The body becomes the next statement of the run's step, or null where the step is done. */
    public void next(Exchange exchange) {
        var message = exchange.getMessage();
        var call = merge.call(exchange.getVariable("run", Run.class));
        message.setHeader(
                JdbcConstants.JDBC_PARAMETERS,
                call.map(Object.class::cast).isEmpty() ? null : call.get().parameters());
        message.setBody(call.map(some -> named(some.sql())).orElse(null));
    }

    /** camel-jdbc writes a named parameter as {@code :?name}. */
    static String named(Sql sql) {
        var text = sql.text();
        for (var name : sql.parameters()) {
            text = text.replaceFirst("(?<!:)\\?", ":?" + name);
        }
        return text;
    }

    /** A statement has returned: its row, if any, is what the procedure says. */
    public Run returned(Exchange exchange) {
        var run = exchange.getVariable("run", Run.class);
        return switch (run.step()) {
            case VERIFY -> merge.verified(run, number(exchange, "unexplained"));
            case COMPARE -> merge.compared(run, number(exchange, "deviating"));
            default -> merge.called(run);
        };
    }

    private static long number(Exchange exchange, String column) {
        var rows = exchange.getMessage().getBody(List.class);
        return ((Number) ((Map<?, ?>) rows.get(0)).get(column)).longValue();
    }
}
