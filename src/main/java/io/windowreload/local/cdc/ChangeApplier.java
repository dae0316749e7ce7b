package io.windowreload.local.cdc;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies changes to production one by one, and what does not fit there as the conflict policies say. */
final class ChangeApplier {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeApplier.class);

    private final ConflictPolicies policies;
    private final Set<String> suspended = new HashSet<>();
    private volatile boolean stopped;

    ChangeApplier(ConflictPolicies policies) {
        this.policies = policies;
    }

    /** Whether a conflict has stopped the task: it applies nothing any more. */
    boolean stopped() {
        return stopped;
    }

    /** Applies a change and tells how many rows it changed; a lost session is an exception, and the change is to come again. */
    int apply(ChangeSession session, SourceChange change) throws SQLException {
        if (suspended.contains(change.table())) {
            return 0;
        }
        try {
            var rows = session.run(change.statement(), change.values());
            return rows > 0 ? rows : conflict(session, change, "no row was affected");
        } catch (SQLException e) {
            ChangeSession.throwIfLost(e);
            LOG.warn("the change {} does not fit: {}", change, e.getMessage());
            return conflict(session, change, e.getMessage());
        }
    }

    private int conflict(ChangeSession session, SourceChange change, String why) throws SQLException {
        switch (policies.of(change.kind())) {
            case IGNORE_RECORD -> {}
            case LOG_ERROR -> session.keep(change, why);
            case SUSPEND_TABLE -> suspended.add(change.table());
            case STOP_TASK -> stopped = true;
            case INSERT_RECORD -> {
                return instead(session, change, "replace-", change.values());
            }
            case UPDATE_RECORD -> {
                return instead(session, change, "insert-", change.row());
            }
        }
        return 0;
    }

    private static int instead(ChangeSession session, SourceChange change, String statement, List<Object> values)
            throws SQLException {
        try {
            return session.run(statement + change.object(), values);
        } catch (SQLException e) {
            ChangeSession.throwIfLost(e);
            session.keep(change, e.getMessage());
            return 0;
        }
    }
}
