package io.windowreload.observe;

import io.windowreload.db.DbException;
import java.util.List;
import java.util.Map;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** What {@code /observe/health} asks. Readiness is the target and the source; liveness is the process alone. */
public final class Health {
    private Health() {}

    /** The checks of the program. */
    public static List<HealthCheck> checks(Runnable target, SourceWatch source, LedgerWatch ledger) {
        return List.of(new Target(target), new Source(source), new Runs(ledger));
    }

    /** The ledger can be read: the server answers and the schema is there. */
    private static final class Target extends AbstractHealthCheck {
        private final Runnable read;

        Target(Runnable read) {
            super("reload", "target");
            this.read = read;
        }

        @Override
        public boolean isLiveness() {
            return false;
        }

        @Override
        protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
            try {
                read.run();
                builder.up();
            } catch (DbException e) {
                builder.message("PostgreSQL: " + e.getMessage()).down();
            }
        }
    }

    /** What the source's side last said; nothing yet is no illness. */
    private static final class Source extends AbstractHealthCheck {
        private final SourceWatch watch;

        Source(SourceWatch watch) {
            super("reload", "source");
            this.watch = watch;
        }

        @Override
        public boolean isLiveness() {
            return false;
        }

        @Override
        protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
            var seen = watch.state();
            builder.message(seen.detail()).detail("at", String.valueOf(seen.at()));
            if (Boolean.FALSE.equals(seen.up())) {
                builder.down();
            } else {
                builder.up();
            }
        }
    }

    /** No run is stuck. It makes neither readiness nor liveness fail: a restart or a load balancer would not help. */
    private static final class Runs extends AbstractHealthCheck {
        private final LedgerWatch watch;

        Runs(LedgerWatch watch) {
            super("reload", "runs");
            this.watch = watch;
        }

        @Override
        public boolean isLiveness() {
            return false;
        }

        @Override
        public boolean isReadiness() {
            return false;
        }

        @Override
        protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
            var stuck = watch.snapshot().stuck();
            if (stuck.isEmpty()) {
                builder.up();
            } else {
                builder.message("nobody moves the runs " + stuck).down();
            }
        }
    }
}
