package io.windowreload.reload;

import io.windowreload.ledger.Run;
import io.windowreload.ledger.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Which step follows which. Written down once, as sentences that begin with {@link #step}; the ledger is written by nothing else. */
public final class Flow {
    private final Map<Step, Stage> stages = new EnumMap<>(Step.class);

    /**
     * A way out of a step.
     *
     * @param when which runs go it, in words; empty for all others
     * @param step the step that it leads to
     * @param back whether it is for the step to say that the run goes it
     */
    public record Way(String when, Predicate<Run> goes, Step step, boolean back) {}

    /**
     * A step and the ways out of it.
     *
     * @param does what happens in it, for the documents
     * @param endpoint the route that does it, or else null
     * @param bean the bean that does it, or else null
     * @param method of the bean; it takes the run, and returns a {@link StepOutcome}
     * @param ways tried in order; none after the last step
     */
    public record Stage(Step step, String does, String endpoint, String bean, String method, List<Way> ways) {
        public Stage {
            ways = List.copyOf(ways);
        }
    }

    /** A sentence of the flow that is not finished. */
    public final class Sentence {
        private final Step step;
        private final String does;
        private final List<Way> ways = new ArrayList<>();
        private String endpoint;
        private String bean;
        private String method;

        private Sentence(Step step, String does) {
            this.step = step;
            this.does = does;
        }

        /** A route does it. */
        public Sentence to(String uri) {
            endpoint = uri;
            return this;
        }

        /** A bean does it alone. */
        public Sentence bean(String name, String itsMethod) {
            bean = name;
            method = itsMethod;
            return this;
        }

        /** A way that only some runs go. */
        public Sentence when(String words, Predicate<Run> goes, Step next) {
            ways.add(new Way(words, goes, next, false));
            return this;
        }

        /** A way back, where the step says so. */
        public Sentence back(String words, Step earlier) {
            ways.add(new Way(words, run -> false, earlier, true));
            return this;
        }

        /** The way of all other runs. */
        public Flow then(Step next) {
            ways.add(new Way("", run -> true, next, false));
            return end();
        }

        /** No step follows. */
        public Flow end() {
            if (stages.put(step, new Stage(step, does, endpoint, bean, method, ways)) != null) {
                throw new IllegalStateException(step + " stands in the flow twice");
            }
            return Flow.this;
        }
    }

    /**
     * Begins the sentence of a step.
     *
     * @param does what happens in it, for the documents
     */
    public Sentence step(Step step, String does) {
        return new Sentence(step, does);
    }

    /** All steps, in the order of a run. */
    public List<Stage> stages() {
        Arrays.stream(Step.values())
                .filter(step -> !stages.containsKey(step))
                .findFirst()
                .ifPresent(step -> {
                    throw new IllegalStateException(step + " does not stand in the flow");
                });
        return List.copyOf(stages.values());
    }

    /** The step after the one that a run has done. */
    public Step after(Run run) {
        return stages.get(run.step()).ways().stream()
                .filter(way -> way.goes().test(run))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no step follows " + run.step()))
                .step();
    }

    /** The step to which a run goes back. */
    public Step back(Run run) {
        return stages.get(run.step()).ways().stream()
                .filter(Way::back)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no way leads back from " + run.step()))
                .step();
    }

    /** Whether a run that has come to a step is over after it. */
    public boolean last(Step step) {
        return stages.get(step).ways().isEmpty();
    }

    /** The step where a run goes that fails or is cancelled. */
    public Step afterFailure() {
        return Step.STOP;
    }
}
