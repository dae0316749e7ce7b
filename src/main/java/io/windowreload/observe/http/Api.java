package io.windowreload.observe.http;

import com.fasterxml.jackson.databind.ObjectWriter;
import io.windowreload.ledger.History;
import io.windowreload.ledger.History.Filter;
import io.windowreload.ledger.Pause.Entry;
import io.windowreload.ledger.Run;
import io.windowreload.observe.Reads;
import io.windowreload.observe.Status;
import io.windowreload.reload.NothingDone;
import io.windowreload.reload.Operations;
import io.windowreload.reload.RunLine;
import io.windowreload.request.RequestReader;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.Exchange;

/** The API below {@code /api}: reads documents, writes operations. {@code openapi.yaml} describes it. */
public final class Api {
    private static final int PAGE = 50;
    private static final int LARGEST_PAGE = 500;

    private final Status status;
    private final Reads reads;
    private final History history;
    private final RunDetails details;
    private final Operations operations;
    private final RequestReader reader;
    private final Answers answers;

    public Api(
            Status status,
            Reads reads,
            History history,
            RunDetails details,
            Operations operations,
            RequestReader reader,
            ObjectWriter json) {
        this.status = status;
        this.reads = reads;
        this.history = history;
        this.details = details;
        this.operations = operations;
        this.reader = reader;
        this.answers = new Answers(json);
    }

    /** {@code GET /api/status}. */
    public void status(Exchange exchange) {
        var document = status.document();
        answers.json(exchange, 200, document);
        age(exchange, document.stale() == null ? 0 : document.stale().seconds());
    }

    /** RFC 9111: how many seconds ago it was read. */
    private static void age(Exchange exchange, long seconds) {
        exchange.getMessage().setHeader("Age", Long.toString(seconds));
    }

    /** A document that the address names, or the last one that could be read. */
    private void read(Exchange exchange, Supplier<?> document) {
        var read = reads.read(new ApiRequest(exchange).address(), () -> answers.bytes(document.get()));
        answers.send(exchange, 200, "application/json", read.value());
        age(exchange, read.seconds());
    }

    /** {@code GET /api/runs?limit=&before=&state=&request=&table=}, newest first. */
    public void runs(Exchange exchange) {
        var query = new ApiRequest(exchange).query();
        var limit = (int) Math.min(number(query, "limit", PAGE), LARGEST_PAGE);
        var before = query.containsKey("before") ? number(query, "before", 0) : null;
        var filter = new Filter(limit, before, state(query.get("state")), query.get("request"), query.get("table"));
        read(exchange, () -> page(filter));
    }

    private Map<String, Object> page(Filter filter) {
        var runs = history.runs(filter).stream().map(RunLine::of).toList();
        return Map.of("runs", runs, "more", runs.size() == filter.limit());
    }

    private static long number(Map<String, String> query, String name, long standard) {
        try {
            var number = query.containsKey(name) ? Long.parseLong(query.get(name)) : standard;
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw ReloadException.at("/" + name, ErrorCode.REQUEST_INVALID, name + ": '" + query.get(name) + "'");
        }
        throw ReloadException.at("/" + name, ErrorCode.REQUEST_INVALID, name + " is negative");
    }

    private static Run.State state(String text) {
        try {
            return text == null ? null : Run.State.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw ReloadException.at(
                    "/state",
                    ErrorCode.REQUEST_INVALID,
                    "'" + text + "' is none of " + Arrays.toString(Run.State.values()));
        }
    }

    /** {@code GET /api/runs/<run>}. */
    public void run(Exchange exchange) {
        var run = new ApiRequest(exchange).run();
        read(exchange, () -> details.of(run));
    }

    /** {@code GET /api/errors}: every code with its meaning. */
    public void errors(Exchange exchange) {
        record Explained(
                ErrorCode code, String title, String hint, String category, boolean retryable, int status, int exit) {}
        answers.json(
                exchange,
                200,
                Map.of(
                        "errors",
                        Arrays.stream(ErrorCode.values())
                                .map(code -> new Explained(
                                        code,
                                        code.title(),
                                        code.hint(),
                                        code.category().name(),
                                        code.retryable(),
                                        Problem.status(code),
                                        code.exitCode()))
                                .toList()));
    }

    /** {@code POST /api/requests?again=}: a request as a file would hold it. */
    public void submit(Exchange exchange) {
        var call = new ApiRequest(exchange);
        var request = call.by(reader.read(call.body()));
        var again = "true".equals(call.query().get("again"));
        asked(exchange, () -> operations.submit(request, again, call.word(request.reason(), request.requestedBy())));
    }

    /** {@code POST /api/plans}: the same request as a dry run, which loads and classifies and writes nothing to production. */
    public void plan(Exchange exchange) {
        var call = new ApiRequest(exchange);
        var request = call.by(reader.readDryRun(call.body()));
        asked(exchange, () -> operations.plan(request, call.word(request.reason(), request.requestedBy())));
    }

    /** {@code POST /api/runs/<run>/retry}. */
    public void retry(Exchange exchange) {
        var call = new ApiRequest(exchange);
        var order = call.order();
        accepted(exchange, () -> operations.retry(call.run(), order.again(), call.word(order.reason(), order.by())));
    }

    /** {@code POST /api/runs/<run>/cancel}. */
    public void cancel(Exchange exchange) {
        var call = new ApiRequest(exchange);
        var order = call.order();
        accepted(exchange, () -> operations.cancel(call.run(), call.word(order.reason(), order.by())));
    }

    /** {@code POST /api/runs/<run>/approve}: of somebody whose name is proven. */
    public void approve(Exchange exchange) {
        var call = new ApiRequest(exchange);
        var order = call.order();
        accepted(exchange, () -> operations.approve(call.run(), call.provenWord(order.reason())));
    }

    /** {@code POST /api/runs/<run>/pause}. */
    public void pauseRun(Exchange exchange) {
        var call = new ApiRequest(exchange);
        var order = call.order();
        accepted(exchange, () -> operations.pause(call.run(), call.word(order.reason(), order.by())));
    }

    /** {@code POST /api/runs/<run>/resume}. */
    public void resumeRun(Exchange exchange) {
        var call = new ApiRequest(exchange);
        var order = call.order();
        accepted(exchange, () -> operations.resume(call.run(), call.word(order.reason(), order.by())));
    }

    /** {@code POST /api/runs/<run>/undo}. */
    public void undo(Exchange exchange) {
        var call = new ApiRequest(exchange);
        var order = call.order();
        accepted(exchange, () -> operations.undo(call.run(), call.word(order.reason(), order.by())));
    }

    /** {@code POST /api/runs/<run>/dismiss}. */
    public void dismiss(Exchange exchange) {
        var call = new ApiRequest(exchange);
        var order = call.order();
        var word = call.word(order.reason(), order.by());
        answers.json(exchange, 200, reads.order(() -> line(operations.dismiss(call.run(), word))));
    }

    /** {@code POST /api/schedule/pause} and {@code /api/folder/pause}. */
    public void pause(Exchange exchange) {
        var call = new ApiRequest(exchange);
        var order = call.order();
        var word = call.word(order.reason(), order.by());
        answers.json(exchange, 200, reads.order(() -> operations.pause(entry(call), word)));
    }

    /** {@code POST /api/schedule/resume} and {@code /api/folder/resume}. */
    public void resume(Exchange exchange) {
        var call = new ApiRequest(exchange);
        var order = call.order();
        var word = call.word(order.reason(), order.by());
        reads.order(() -> {
            operations.resume(entry(call), word);
            return true;
        });
        answers.json(exchange, 200, Map.of("entry", entry(call)));
    }

    private static Entry entry(ApiRequest call) {
        return Entry.valueOf(call.part(1).toUpperCase(Locale.ROOT));
    }

    /** Whatever a route threw. */
    public void problem(Exchange exchange) {
        answers.problem(exchange, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }

    /** 202 while there is something to wait for, 200 where there is not. */
    private void accepted(Exchange exchange, Supplier<Run> order) {
        var done = done(order);
        answers.at(exchange, done.status(), "/api/runs/" + done.run().id(), done.line());
    }

    /** The same, and where the request was done before the answer says so first. */
    private void asked(Exchange exchange, Supplier<Run> order) {
        var done = done(order);
        var answer = NothingDone.about(done.run(), "?again=true runs it anew", done.line());
        answers.at(exchange, done.status(), "/api/runs/" + done.run().id(), answer);
    }

    private record Done(Run run, RunLine line) {
        int status() {
            return run.state().ended() ? 200 : 202;
        }
    }

    private Done done(Supplier<Run> order) {
        return reads.order(() -> {
            var run = order.get();
            return new Done(run, line(run));
        });
    }

    private RunLine line(Run run) {
        return RunLine.of(history.run(run.id()));
    }
}
