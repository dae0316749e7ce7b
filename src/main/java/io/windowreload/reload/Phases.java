package io.windowreload.reload;

import io.windowreload.ledger.Brakes;
import io.windowreload.ledger.Lease;
import io.windowreload.ledger.Ledger;
import io.windowreload.merge.Merge;
import io.windowreload.merge.Production;
import io.windowreload.merge.SecondLook;
import io.windowreload.plan.TableRegistry;
import io.windowreload.settings.Settings;
import io.windowreload.staging.Staging;
import java.time.Clock;

/** The phases of a run, built once. */
public record Phases(
        PlanPhase plan,
        Approval approval,
        Pace pace,
        CdcGuard cdcGuard,
        LoadPhase load,
        CheckPhase check,
        MergePhase merge,
        LookPhase look,
        CleanPhase clean) {

    /** What they work with. */
    public record Rooms(
            Ledger ledger,
            TableRegistry registry,
            Staging staging,
            Merge merge,
            Production production,
            SecondLook looks,
            Brakes brakes,
            Settings settings,
            Clock clock) {}

    /** Builds them for a process. */
    public static Phases of(Rooms rooms, Lease lease) {
        var ledger = rooms.ledger();
        var staging = rooms.staging();
        var merge = rooms.merge();
        var looks = rooms.looks();
        var dms = rooms.settings().dms();
        var isolation = new Isolation(ledger, lease, rooms.settings().runs());
        var guard = new CdcGuard(
                ledger,
                lease,
                isolation,
                rooms.registry(),
                dms,
                rooms.settings().cdc());
        var pace = new Pace(rooms.settings(), rooms.clock());
        return new Phases(
                new PlanPhase(
                        ledger, lease, isolation, rooms.registry(), staging, merge, rooms.production(), looks, dms),
                new Approval(rooms.settings().runs()),
                pace,
                guard,
                new LoadPhase(ledger, lease, isolation, staging, dms),
                new CheckPhase(ledger, lease, isolation, staging, looks, dms),
                new MergePhase(
                        isolation,
                        merge,
                        pace,
                        rooms.brakes(),
                        rooms.settings().merge().parallel()),
                new LookPhase(ledger, lease, isolation, merge, looks, guard),
                new CleanPhase(ledger, lease, staging, merge, rooms.settings()));
    }
}
