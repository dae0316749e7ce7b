package io.windowreload.reload;

import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.Run;
import io.windowreload.plan.TableRegistry;
import io.windowreload.window.ReloadException;
import io.windowreload.window.Request;

/** Where requests become runs: a trigger only writes to the ledger. */
public final class Intake {
    private final Ledger ledger;
    private final TableRegistry registry;

    public Intake(Ledger ledger, TableRegistry registry) {
        this.ledger = ledger;
        this.registry = registry;
    }

    /**
     * Accepts a request; the same one twice is one run.
     *
     * @param origin what triggered it: file, schedule, cli, api or jmx
     * @throws ReloadException {@code TABLE_UNKNOWN} or {@code REQUEST_ID_REUSED}
     */
    public Run accept(Request request, String origin) {
        return ledger.accept(request, origin, registry.resolve(request.tables()), false);
    }

    /** Accepts a request that was done before as a new run. */
    public Run again(Request request, String origin) {
        return ledger.accept(request, origin, registry.resolve(request.tables()), true);
    }

    /** Records that a request was refused before it could become a run. */
    public void refuse(String name, String origin, ReloadException refusal) {
        ledger.refuse(name, origin, refusal.code(), refusal.detail());
    }
}
