package io.windowreload.reload;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.windowreload.ledger.Run;
import java.time.temporal.ChronoUnit;

/**
 * An account that may be an old one: then it says so before anything else.
 *
 * @param nothingDone null where the run was begun for whoever asked
 */
@JsonInclude(Include.NON_NULL)
@JsonPropertyOrder("nothingDone")
public record NothingDone<T>(
        String nothingDone, @JsonUnwrapped T document) {
    /** What is said of a run that did before what is asked for now, with what runs it anew. */
    public static String words(Run before, String anew) {
        return "NOTHING DONE: run %d did this on %s; %s"
                .formatted(before.id(), before.finishedAt().truncatedTo(ChronoUnit.SECONDS), anew);
    }

    /** The document about a run that has just answered a request: one that has ended by then did it before. */
    public static <T> NothingDone<T> about(Run run, String anew, T document) {
        return new NothingDone<>(run.state().ended() ? words(run, anew) : null, document);
    }
}
