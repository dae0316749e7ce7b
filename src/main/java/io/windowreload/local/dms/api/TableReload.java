package io.windowreload.local.dms.api;

import io.windowreload.local.dms.wire.AwsError;
import io.windowreload.local.dms.wire.Members;
import java.util.LinkedHashSet;
import java.util.Set;

/** The tables that a reload call names. */
final class TableReload {
    private static final Set<String> OPTIONS = Set.of("data-reload", "validate-only");
    private static final int MOST_TABLES = 10;

    private TableReload() {}

    /** Names as {@code schema.table}. */
    static Set<String> tables(Members request) {
        var tables = new LinkedHashSet<String>();
        for (var table : request.requiredStructures("TablesToReload")) {
            tables.add(table.requiredText("SchemaName") + "." + table.requiredText("TableName"));
        }
        if (tables.isEmpty() || tables.size() > MOST_TABLES) {
            throw AwsError.invalidValue("TablesToReload takes 1 to " + MOST_TABLES + " tables");
        }
        if (request.oneOf("ReloadOption", OPTIONS)
                .filter("validate-only"::equals)
                .isPresent()) {
            throw AwsError.invalidState("validate-only needs a task with validation enabled");
        }
        return tables;
    }
}
