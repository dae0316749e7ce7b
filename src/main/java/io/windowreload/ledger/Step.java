package io.windowreload.ledger;

/** The short steps of a run, in order. Each can be repeated after a crash and ends the same. */
public enum Step {
    CHECK_SOURCE(Phase.PLAN),
    CHECK_TARGET(Phase.PLAN),
    AWAIT_APPROVAL(Phase.PLAN),
    ARM(Phase.PLAN),
    CREATE(Phase.LOAD),
    START(Phase.LOAD),
    POLL(Phase.LOAD),
    COUNT(Phase.CHECK),
    AWAIT_CDC(Phase.CHECK),
    CLASSIFY(Phase.MERGE),
    FORECAST(Phase.MERGE),
    COMPARE(Phase.MERGE),
    APPLY(Phase.MERGE),
    UNDO(Phase.MERGE),
    VERIFY(Phase.VERIFY),
    SETTLE(Phase.VERIFY),
    OPEN_LOOK(Phase.VERIFY),
    STOP(Phase.CLEAN),
    LOOK_AFTER(Phase.CLEAN),
    LIFT_FENCE(Phase.CLEAN),
    DELETE(Phase.CLEAN),
    DISARM(Phase.CLEAN);

    private final Phase phase;

    Step(Phase phase) {
        this.phase = phase;
    }

    /** The phases of a run. */
    public enum Phase {
        PLAN,
        LOAD,
        CHECK,
        MERGE,
        VERIFY,
        CLEAN
    }

    public Phase phase() {
        return phase;
    }
}
