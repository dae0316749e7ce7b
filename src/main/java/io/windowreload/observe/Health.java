package io.windowreload.observe;

import io.windowreload.reload.Heartbeats;
import io.windowreload.reload.Steps;
import io.windowreload.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** What {@code /observe/health} asks. Ready means that a run could begin now; liveness is the process alone. */
final class Health {
    private Health() {}

    /** The checks of the program. All of them answer at once, whatever they tell of. */
    static List<HealthCheck> checks(Watches watches, LedgerWatch ledger, Heartbeats heartbeats, Settings settings) {
        var checks = new ArrayList<HealthCheck>();
        watches.states().keySet().forEach(name -> checks.add(new Watched(name, watches)));
        checks.add(new Runs(ledger, heartbeats.steps(), settings.target().answerTimeout()));
        checks.add(new Loops(heartbeats, settings.management().silence()));
        return checks;
    }

    /** Something that a run needs, as it was last seen; nothing yet is no illness. */
    private static final class Watched extends AbstractHealthCheck {
        private final String name;
        private final Watches watches;

        Watched(String name, Watches watches) {
            super("reload", name);
            this.name = name;
            this.watches = watches;
        }

        @Override
        public boolean isLiveness() {
            return false;
        }

        @Override
        protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
            var seen = watches.states().get(name);
            // Where the details of a check are not shown, its message is.
            builder.message(seen.down() ? seen.code() + ": " + seen.detail() : seen.detail())
                    .detail("at", String.valueOf(seen.at()))
                    .detail("since", String.valueOf(seen.since()));
            if (seen.down()) {
                builder.down();
            } else {
                builder.up();
            }
        }
    }

    /** No run is stuck, whether nobody moves it or a step of this process outlives all that it may wait for. It makes neither readiness nor liveness fail: a restart or a load balancer would not help. */
    private static final class Runs extends AbstractHealthCheck {
        private final LedgerWatch watch;
        private final Steps steps;
        private final Duration limit;

        Runs(LedgerWatch watch, Steps steps, Duration limit) {
            super("reload", "runs");
            this.steps = steps;
            this.limit = limit;
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
            var late = steps.longer(limit);
            if (!stuck.isEmpty()) {
                builder.message("nobody moves the runs " + stuck).down();
            } else if (!late.isEmpty()) {
                builder.message("for longer than " + limit.toSeconds() + " s: " + String.join(", ", late))
                        .down();
            } else {
                builder.up();
            }
        }
    }

    /** The loops of this process go on. Nothing but a new process helps where one does not. */
    private static final class Loops extends AbstractHealthCheck {
        private final Heartbeats heartbeats;
        private final Duration silence;

        Loops(Heartbeats heartbeats, Duration silence) {
            super("reload", "loops");
            this.heartbeats = heartbeats;
            this.silence = silence;
        }

        @Override
        protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
            var silent = heartbeats.silent(silence);
            if (silent.isEmpty()) {
                builder.up();
            } else {
                builder.message("no sign of life for " + silence.toSeconds() + " s: " + String.join(", ", silent))
                        .down();
            }
        }
    }
}
