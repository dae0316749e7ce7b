package io.windowreload.reload;

import io.windowreload.drift.FailedRows;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.RunTable;
import io.windowreload.plan.TableRegistry;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.KeyList;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.Request;
import io.windowreload.window.TableName;
import java.util.List;
import java.util.TreeMap;

/** Where requests become runs: a trigger only writes to the ledger. */
public final class Intake {
    private final Ledger ledger;
    private final TableRegistry registry;
    private final FailedRows failedRows;

    /**
     * Requests become runs of this ledger.
     *
     * @param failedRows what DMS's validation has recorded as wrong in the target
     */
    public Intake(Ledger ledger, TableRegistry registry, FailedRows failedRows) {
        this.ledger = ledger;
        this.registry = registry;
        this.failedRows = failedRows;
    }

    /**
     * Accepts a request; the same one twice is one run.
     *
     * @param origin what triggered it: file, schedule, cli, api or jmx
     * @throws ReloadException {@code TABLE_UNKNOWN}, {@code KEYS_INVALID}, {@code PLAN_UNUSABLE} or {@code REQUEST_ID_REUSED}
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
        var its = request.byKeys() ? named(request) : request;
        return ledger.renew(its, origin, tablesOf(its));
    }

    private Run accept(Request request, String origin, boolean again) {
        var tables = registry.resolve(request.tables());
        if (request.byKeys()) {
            return byKeys(request, origin, again);
        }
        if (request.options().plan() != null) {
            planned(request, tables);
        }
        return ledger.accept(request, origin, tables, again);
    }

    /** What DMS has recorded is read at each asking: then there may be other rows. */
    private Run byKeys(Request request, String origin, boolean again) {
        var named = named(request);
        return ledger.accept(named, origin, tablesOf(named), again || recorded(request));
    }

    /** Of those that a request for keys names, the ones of which there are keys. */
    private List<ReloadTable> tablesOf(Request request) {
        return registry.resolve(request.byKeys() ? List.copyOf(request.keys().keySet()) : request.tables());
    }

    private static boolean recorded(Request request) {
        return request.keys().values().stream().anyMatch(KeyList::recorded);
    }

    /** The request with each table by its one name, and with the rows that are meant where DMS has recorded them. */
    private Request named(Request request) {
        if (recorded(request)) {
            failedRows.trouble().ifPresent(why -> {
                throw ReloadException.at("/keys", ErrorCode.KEYS_INVALID, "nobody can say what was recorded: " + why);
            });
        }
        var keys = new TreeMap<String, KeyList>();
        request.keys().forEach((name, list) -> {
            var table = registry.resolve(List.of(name)).get(0);
            if (keys.put(table.target().toString(), list.recorded() ? failedRows.failed(table) : list) != null) {
                throw ReloadException.at(
                        "/keys/" + name, ErrorCode.KEYS_INVALID, "keys of " + table.target() + " are given twice");
            }
        });
        // A table of which nothing is recorded is right as far as that goes.
        keys.values().removeIf(list -> list.documents().isEmpty() && list.unreadable() == 0);
        if (keys.isEmpty()) {
            throw ReloadException.at(
                    "/keys", ErrorCode.KEYS_INVALID, "DMS's validation has recorded no failed row of these tables");
        }
        return request.naming(keys);
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
