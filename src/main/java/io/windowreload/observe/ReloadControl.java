package io.windowreload.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.windowreload.ledger.History;
import io.windowreload.ledger.History.Filter;
import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.ledger.Pause.Entry;
import io.windowreload.ledger.Run;
import io.windowreload.reload.Operations;
import io.windowreload.reload.RunLine;
import io.windowreload.request.RequestReader;
import java.nio.charset.StandardCharsets;
import java.rmi.server.RemoteServer;
import java.rmi.server.ServerNotActiveException;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;

/** Reloads over JMX: {@code io.windowreload:type=Reload}. What it changes stands in the ledger, so every instance obeys. */
@ManagedResource(description = "Reloads of time windows")
public final class ReloadControl {
    /** Under which name the bean is registered. */
    public static final String NAME = "io.windowreload:type=Reload";

    private final Operations operations;
    private final History history;
    private final Status status;
    private final RequestReader reader;
    private final ObjectWriter json;

    ReloadControl(Operations operations, History history, Status status, RequestReader reader, ObjectWriter json) {
        this.operations = operations;
        this.history = history;
        this.status = status;
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
        return history.open().stream()
                .filter(open -> open.run().state() == state)
                .count();
    }

    @ManagedAttribute(description = "Failures that nobody has dealt with")
    public int getNeedsAttention() {
        return status.document().attention().size();
    }

    @ManagedAttribute(description = "The schedule: active, paused, stopped or off")
    public String getSchedule() {
        return status.document().schedule().state();
    }

    @ManagedAttribute(description = "The folder: watching, paused or stopped")
    public String getFolder() {
        return status.document().folder().state();
    }

    @ManagedOperation(description = "The status document of the page, as JSON")
    public String status() {
        return text(status.document());
    }

    @ManagedOperation(description = "The newest runs, as JSON")
    public String list(int limit) {
        return text(history.runs(Filter.newest(limit)).stream().map(RunLine::of).toList());
    }

    @ManagedOperation(description = "The runs that have not ended with their progress, as JSON")
    public String progress() {
        return text(new OpenRuns(history).views(history.open()));
    }

    @ManagedOperation(
            description = "Asks for a reload; the text is a request as a file would hold it. Returns the run's number")
    public long submit(String request) {
        var read = reader.read(request.getBytes(StandardCharsets.UTF_8));
        return operations.submit(read, false, word(read.reason())).id();
    }

    @ManagedOperation(description = "Asks a run to stop at its next step; what is merged stays merged")
    public String cancel(long run, String reason) {
        return operations.cancel(run, word(reason)).state().name();
    }

    @ManagedOperation(
            description =
                    "A new attempt of a failed or cancelled run's request, with its window. Returns the new run's number")
    public long retry(long run) {
        return operations.retry(run, false, word(null)).id();
    }

    @ManagedOperation(description = "Takes a failed run off the list of what needs a person")
    public void dismiss(long run, String reason) {
        operations.dismiss(run, word(reason));
    }

    @ManagedOperation(
            description =
                    "Pauses the schedule, on every instance and across restarts; what it misses is not made up for")
    public void pause(String reason) {
        operations.pause(Entry.SCHEDULE, word(reason));
    }

    @ManagedOperation(description = "Lets the schedule ask for reloads again, from its next fire on")
    public void resume() {
        operations.resume(Entry.SCHEDULE, word(null));
    }

    @ManagedOperation(description = "Pauses the folder, on every instance and across restarts; files wait in it")
    public void pauseFolder(String reason) {
        operations.pause(Entry.FOLDER, word(reason));
    }

    @ManagedOperation(description = "Lets the folder take files again, those that wait first")
    public void resumeFolder() {
        operations.resume(Entry.FOLDER, word(null));
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
