package io.windowreload.reload;

import io.windowreload.db.DbException;
import io.windowreload.ledger.Lease;
import io.windowreload.ledger.Run;
import io.windowreload.window.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lock that was not to be had is somebody's. */
final class LockHolders {
    private static final Logger LOG = LoggerFactory.getLogger(LockHolders.class);

    private LockHolders() {}

    /** The failure, with the name of who has the tables of the run locked, where that is why it failed. */
    static Failure name(Lease lease, Run run, Failure failure) {
        if (failure.code() != ErrorCode.MERGE_BUSY) {
            return failure;
        }
        try {
            var holders = lease.lockHolders(run).map(who -> who + "; ").orElse("");
            return new Failure(failure.code(), holders + failure.detail());
        } catch (DbException e) {
            LOG.debug("run={} nobody says who holds the lock: {}", run.id(), e.getMessage());
            return failure;
        }
    }
}
