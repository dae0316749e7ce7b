package io.windowreload.observe.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.windowreload.drift.Drift;
import io.windowreload.drift.DriftRepair;
import io.windowreload.drift.DriftRepair.Wanted;
import io.windowreload.observe.Reads;
import io.windowreload.reload.Operations;
import io.windowreload.request.RequestReader;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.camel.Exchange;

/** What is known to be wrong, and the requests that would set it right, below {@code /api/drift}. */
public final class DriftApi {
    private final BiFunction<YearMonth, YearMonth, Drift> drift;
    private final Reads reads;
    private final Operations operations;
    private final RequestReader reader;
    private final ZoneId zone;
    private final Clock clock;
    private final Answers answers;

    /**
     * The API of drift.
     *
     * @param drift what is known within two months, the second not included; null for no bound
     * @param zone in which months are months
     */
    public DriftApi(
            BiFunction<YearMonth, YearMonth, Drift> drift,
            Reads reads,
            Operations operations,
            RequestReader reader,
            ZoneId zone,
            Clock clock,
            ObjectWriter json) {
        this.drift = drift;
        this.reads = reads;
        this.operations = operations;
        this.reader = reader;
        this.zone = zone;
        this.clock = clock;
        this.answers = new Answers(json);
    }

    private record Document(@JsonUnwrapped Drift drift, DriftRepair repair) {}

    private record Asked(String requestId, long run, String state) {}

    /** {@code GET /api/drift?from=&to=}. */
    public void known(Exchange exchange) {
        var call = new ApiRequest(exchange);
        var query = call.query();
        var from = month(query, "from");
        var to = month(query, "to");
        if (from != null && to != null && !from.isBefore(to)) {
            throw ReloadException.at("/to", ErrorCode.WINDOW_INVALID, "'from' " + from + " is not before 'to' " + to);
        }
        var read = reads.read(call.address(), () -> {
            var known = drift.apply(from, to);
            return answers.bytes(new Document(known, DriftRepair.of(known, now(), null, null)));
        });
        answers.send(exchange, 200, "application/json", read.value());
        exchange.getMessage().setHeader("Age", Long.toString(read.seconds()));
    }

    /** {@code POST /api/drift/requests}: asks for all that would set right what is known now. */
    public void repair(Exchange exchange) {
        var call = new ApiRequest(exchange);
        var order = call.order();
        var word = call.word(order.reason(), order.by());
        List<Asked> asked = reads.order(() -> {
            var repair = DriftRepair.of(drift.apply(null, null), now(), word.actor(), order.reason());
            return repair.requests().stream()
                    .map(Wanted::document)
                    .map(document -> call.by(reader.read(document.getBytes(StandardCharsets.UTF_8))))
                    .map(request -> operations.ensure(request, false, word))
                    .map(run -> new Asked(run.requestId(), run.id(), run.state().name()))
                    .toList();
        });
        answers.json(exchange, asked.isEmpty() ? 200 : 202, Map.of("requests", asked));
    }

    private YearMonth now() {
        return YearMonth.now(clock.withZone(zone));
    }

    private static YearMonth month(Map<String, String> query, String name) {
        try {
            return query.containsKey(name) ? YearMonth.parse(query.get(name)) : null;
        } catch (DateTimeException e) {
            throw ReloadException.at("/" + name, ErrorCode.REQUEST_INVALID, name + ": a month is written as 2025-01");
        }
    }
}
