package io.windowreload.reload;

import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.RunTable;
import io.windowreload.plan.TableRegistry;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.Request;
import io.windowreload.window.TableName;
import java.util.List;

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
     * @throws ReloadException {@code TABLE_UNKNOWN}, {@code PLAN_UNUSABLE} or {@code REQUEST_ID_REUSED}
     */
    public Run accept(Request request, String origin) {
        return accept(request, origin, false);
    }

    /** The target tables that a request means, in the registry's order. */
    public List<TableName> tables(Request request) {
        return registry.resolve(request.tables()).stream()
                .map(ReloadTable::target)
                .toList();
    }

    /** Accepts a request that was done before as a new run. */
    public Run again(Request request, String origin) {
        return accept(request, origin, true);
    }

    /** Accepts anew a request that was asked before for another reason. */
    public Run renew(Request request, String origin) {
        return ledger.renew(request, origin, registry.resolve(request.tables()));
    }

    private Run accept(Request request, String origin, boolean again) {
        var tables = registry.resolve(request.tables());
        if (request.options().plan() != null) {
            planned(request, tables);
        }
        return ledger.accept(request, origin, tables, again);
    }

    /** A plan is worth something only for what it has looked at. */
    private void planned(Request request, List<ReloadTable> tables) {
        var plan = request.options().plan();
        var fits = ledger.find(plan)
                .filter(run -> run.options().dryRun() && run.state() == Run.State.SUCCESS)
                .filter(run -> request.window().equals(run.window()))
                .filter(run -> request.options().columns().equals(run.options().columns()))
                .filter(run -> ledger.tables(run.id()).stream()
                        .map(RunTable::target)
                        .toList()
                        .containsAll(tables.stream().map(ReloadTable::target).toList()));
        if (fits.isEmpty()) {
            throw ReloadException.at(
                    "/options/plan",
                    ErrorCode.PLAN_UNUSABLE,
                    "run " + plan + " is no finished dry run of this window, all of these tables and these columns");
        }
    }

    /** Records that a request was refused before it could become a run. */
    public void refuse(String name, String origin, ReloadException refusal) {
        ledger.refuse(name, origin, refusal.code(), refusal.detail());
    }
}
