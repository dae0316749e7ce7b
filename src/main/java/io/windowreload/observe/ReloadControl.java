package io.windowreload.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.windowreload.ledger.History;
import io.windowreload.ledger.History.Filter;
import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.ledger.Pause.Entry;
import io.windowreload.ledger.Run;
import io.windowreload.reload.Failure;
import io.windowreload.reload.NothingDone;
import io.windowreload.reload.Operations;
import io.windowreload.reload.RunLine;
import io.windowreload.request.RequestReader;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.rmi.server.RemoteServer;
import java.rmi.server.ServerNotActiveException;
import java.util.function.Supplier;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;

/** Reloads over JMX: {@code io.windowreload:type=Reload}. What it changes stands in the ledger, so every instance obeys. */
@ManagedResource(description = "Reloads of time windows")
public final class ReloadControl {
    /** Under which name the bean is registered. */
    public static final String NAME = "io.windowreload:type=Reload";

    /** What an operation wants, for those who see nothing of it but the bean. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.PARAMETER)
    @interface Parameter {
        String name();

        String description();
    }

    private final Operations operations;
    private final History history;
    private final Status status;
    private final Reads reads;
    private final RequestReader reader;
    private final ObjectWriter json;

    ReloadControl(
            Operations operations,
            History history,
            Status status,
            Reads reads,
            RequestReader reader,
            ObjectWriter json) {
        this.operations = operations;
        this.history = history;
        this.status = status;
        this.reads = reads;
        this.reader = reader;
        this.json = json;
    }

    @ManagedAttribute(description = "Runs that have begun and not ended")
    public int getRunning() {
        return (int) open(Run.State.RUNNING);
    }

    @ManagedAttribute(description = "Runs that wait")
    public int getQueued() {
        return (int) open(Run.State.QUEUED);
    }

    private long open(Run.State state) {
        return document().running().stream()
                .filter(open -> open.state().equals(state.name()))
                .count();
    }

    @ManagedAttribute(description = "Whether a run could begin now: target and source are there")
    public boolean isReady() {
        return document().health().ready();
    }

    @ManagedAttribute(description = "What needs a person: failures that nobody has dealt with, runs that are stuck")
    public int getNeedsAttention() {
        return document().attention().size();
    }

    @ManagedAttribute(description = "The schedule: active, paused, stopped or off")
    public String getSchedule() {
        return document().schedule().state();
    }

    @ManagedAttribute(description = "When the schedule fires next, ISO 8601; empty where it never does")
    public String getNextFire() {
        var next = document().schedule().nextFire();
        return next == null ? "" : next.toString();
    }

    @ManagedAttribute(description = "The folder: watching, paused or stopped")
    public String getFolder() {
        return document().folder().state();
    }

    private StatusDocument document() {
        return told(status::document);
    }

    @ManagedOperation(description = "The status document of the page, as JSON")
    public String status() {
        return text(document());
    }

    @ManagedOperation(description = "The newest runs, as JSON")
    public String list(@Parameter(name = "limit", description = "How many runs at most") int limit) {
        return told(() -> text(reads.read("list " + limit, () -> history.runs(Filter.newest(limit)).stream()
                        .map(RunLine::of)
                        .toList())
                .value()));
    }

    @ManagedOperation(description = "The runs that have not ended with their progress, as JSON")
    public String progress() {
        return text(document().running());
    }

    @ManagedOperation(
            description = "Asks for a reload; the text is a request as a file would hold it. Returns the run's number,"
                    + " and fails where one has done it before")
    public long submit(
            @Parameter(name = "request", description = "What a request file holds, as JSON") String request) {
        var run = submit(request, false);
        if (run.state().ended()) {
            throw new IllegalStateException(NothingDone.words(run, "submitAgain runs it anew"));
        }
        return run.id();
    }

    @ManagedOperation(
            description =
                    "Asks for a reload even where the same request has succeeded before. Returns the run's number")
    public long submitAgain(
            @Parameter(name = "request", description = "What a request file holds, as JSON") String request) {
        return submit(request, true).id();
    }

    private Run submit(String request, boolean again) {
        return ordered(() -> {
            var read = reader.read(request.getBytes(StandardCharsets.UTF_8));
            var word = word(read.reason());
            return operations.submit(read, again, word);
        });
    }

    @ManagedOperation(
            description =
                    "The same as a dry run: loads and classifies, writes nothing to production. Returns the run's number")
    public long plan(@Parameter(name = "request", description = "What a request file holds, as JSON") String request) {
        return ordered(() -> {
            var read = reader.readDryRun(request.getBytes(StandardCharsets.UTF_8));
            var word = word(read.reason());
            return operations.plan(read, word).id();
        });
    }

    @ManagedOperation(description = "Asks a run to stop at its next step; what is merged stays merged")
    public String cancel(
            @Parameter(name = "run", description = "The number of a run") long run,
            @Parameter(name = "reason", description = "Why, for the record; may be empty") String reason) {
        return ordered(() -> operations.cancel(run, word(reason)).state().name());
    }

    @ManagedOperation(description = "Tells a run to rest: a merge does at its next chunk. It rests across restarts")
    public String pauseRun(
            @Parameter(name = "run", description = "The number of a run") long run,
            @Parameter(name = "reason", description = "Why, for the record") String reason) {
        return ordered(() -> operations.pause(run, word(reason)).state().name());
    }

    @ManagedOperation(description = "Lets a run go on that was told to rest")
    public String resumeRun(@Parameter(name = "run", description = "The number of a run") long run) {
        return ordered(() -> operations.resume(run, word(null)).state().name());
    }

    @ManagedOperation(description = "Lets a run go on that waits for it; refused to whoever has asked for the run")
    public String approve(
            @Parameter(name = "run", description = "The number of a run") long run,
            @Parameter(name = "reason", description = "Why, for the record; may be empty") String reason) {
        return ordered(() -> operations.approve(run, word(reason)).state().name());
    }

    @ManagedOperation(
            description =
                    "A new attempt of a failed or cancelled run's request, with its window. Returns the new run's number")
    public long retry(
            @Parameter(name = "run", description = "The number of a run") long run,
            @Parameter(name = "reason", description = "Why, for the record; may be empty") String reason) {
        return ordered(() -> operations.retry(run, false, word(reason)).id());
    }

    @ManagedOperation(
            description =
                    "Puts back what a run wrote, in every row that nobody has written since. Returns the new run's number")
    public long undo(
            @Parameter(name = "run", description = "The number of a run") long run,
            @Parameter(name = "reason", description = "Why, for the record; may be empty") String reason) {
        return ordered(() -> operations.undo(run, word(reason)).id());
    }

    @ManagedOperation(description = "Takes a failed run off the list of what needs a person")
    public void dismiss(
            @Parameter(name = "run", description = "The number of a run") long run,
            @Parameter(name = "reason", description = "Why, for the record; may be empty") String reason) {
        ordered(() -> operations.dismiss(run, word(reason)));
    }

    @ManagedOperation(
            description =
                    "Pauses the schedule, on every instance and across restarts; what it misses is not made up for")
    public void pause(@Parameter(name = "reason", description = "Why, for the record") String reason) {
        ordered(() -> operations.pause(Entry.SCHEDULE, word(reason)));
    }

    @ManagedOperation(description = "Lets the schedule ask for reloads again, from its next fire on")
    public void resume() {
        ordered(() -> {
            operations.resume(Entry.SCHEDULE, word(null));
            return null;
        });
    }

    @ManagedOperation(description = "Pauses the folder, on every instance and across restarts; files wait in it")
    public void pauseFolder(@Parameter(name = "reason", description = "Why, for the record") String reason) {
        ordered(() -> operations.pause(Entry.FOLDER, word(reason)));
    }

    @ManagedOperation(description = "Lets the folder take files again, those that wait first")
    public void resumeFolder() {
        ordered(() -> {
            operations.resume(Entry.FOLDER, word(null));
            return null;
        });
    }

    /** What somebody orders, where the target answers. */
    private <T> T ordered(Supplier<T> act) {
        return told(() -> reads.order(act));
    }

    /** Whoever calls over the wire knows none of our types, and wants the code and the hint. */
    private static <T> T told(Supplier<T> act) {
        try {
            return act.get();
        } catch (RuntimeException e) {
            var failure = Failure.of(e);
            throw new IllegalStateException(failure.code() + ": " + failure.detail() + " | "
                    + failure.code().hint());
        }
    }

    /** JMX tells no name without a login module; the host is at least something. */
    private static Word word(String reason) {
        try {
            return new Word("jmx", "jmx@" + RemoteServer.getClientHost(), reason);
        } catch (ServerNotActiveException e) {
            return new Word("jmx", "jmx", reason);
        }
    }

    private String text(Object document) {
        try {
            return json.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
