package io.windowreload.ledger;

import io.windowreload.db.Db;
import io.windowreload.db.Sql;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ForeignText;
import io.windowreload.window.KeyList;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys of requests that name rows by them. They stand with the run, so that a new attempt asks for the same. */
final class AskedKeys {
    private static final Sql ENTER = Sql.load("ledger/enter-keys");
    private static final Sql KEYS = Sql.load("ledger/keys-of-run");

    private final Db db;

    AskedKeys(Db db) {
        this.db = db;
    }

    /**
     * Enters the keys of a request, where it has any, with its run.
     *
     * @throws ReloadException {@code KEYS_INVALID} where one of them can be no key of its table, or no filter can name any
     */
    void enter(Run run, Request request, List<ReloadTable> tables) {
        for (var position = 0; request.byKeys() && position < tables.size(); position++) {
            var name = tables.get(position).target().toString();
            var values = Map.of(
                    "run_id", run.id(),
                    "position", position + 1,
                    "keys", request.keys().get(name).array(),
                    "unreadable", request.keys().get(name).unreadable());
            db.query(ENTER, values, row -> row.text("wrong")).stream()
                    .filter(wrong -> wrong != null)
                    .findFirst()
                    .ifPresent(wrong -> {
                        throw ReloadException.at("/keys/" + name, ErrorCode.KEYS_INVALID, ForeignText.printable(wrong));
                    });
        }
    }

    /** The keys that a run was asked for. */
    Map<String, KeyList> of(Run run) {
        var documents = new LinkedHashMap<String, List<String>>();
        db.query(KEYS, Map.of("run_id", run.id()), row -> documents
                .computeIfAbsent(row.text("target_schema") + "." + row.text("target_table"), table -> new ArrayList<>())
                .add(row.text("key")));
        var keys = new LinkedHashMap<String, KeyList>();
        documents.forEach((table, its) -> keys.put(table, KeyList.of(its)));
        return keys;
    }
}
