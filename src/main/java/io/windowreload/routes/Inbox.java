package io.windowreload.routes;

import io.windowreload.reload.Intake;
import io.windowreload.request.RequestFolder;
import io.windowreload.request.RequestReader;
import java.nio.file.Path;
import org.apache.camel.Exchange;

/** A dropped file becomes a run, and knows where it moves. */
public final class Inbox {
    private final RequestFolder folder;
    private final RequestReader reader;
    private final Intake intake;

    public Inbox(RequestFolder folder, RequestReader reader, Intake intake) {
        this.folder = folder;
        this.reader = reader;
        this.intake = intake;
    }

    /** Reads the file and accepts its request. */
    public void accept(Exchange exchange) {
        var bytes = RequestFolder.read(path(exchange), reader.maxBytes());
        intake.accept(reader.read(bytes), "file");
    }

    /** Where an accepted file waits for its run. */
    public String accepted(Exchange exchange) {
        return RequestFolder.free(folder.accepted(), name(exchange)).toString();
    }

    /** Where a refused file ends; what failed for a reason that passes goes back to the inbox. */
    public String failed(Exchange exchange) {
        var replied = exchange.getProperty(Replies.REPLIED, String.class);
        return replied != null
                ? replied
                : RequestFolder.free(folder.inbox(), name(exchange)).toString();
    }

    static Path path(Exchange exchange) {
        return Path.of(exchange.getMessage().getHeader(Exchange.FILE_PATH, String.class));
    }

    static String name(Exchange exchange) {
        return exchange.getMessage().getHeader(Exchange.FILE_NAME_ONLY, String.class);
    }
}
