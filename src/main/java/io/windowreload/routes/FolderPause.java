package io.windowreload.routes;

import io.windowreload.db.DbException;
import io.windowreload.ledger.Pause.Entry;
import io.windowreload.reload.Operations;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;

/** Leaves the files where they are while the folder is paused, or while the ledger could not take them. */
public final class FolderPause extends DefaultPollingConsumerPollStrategy {
    private final Operations operations;

    public FolderPause(Operations operations) {
        this.operations = operations;
    }

    @Override
    public boolean begin(Consumer consumer, Endpoint endpoint) {
        try {
            return operations.takes(Entry.FOLDER);
        } catch (DbException e) {
            return false;
        }
    }
}
