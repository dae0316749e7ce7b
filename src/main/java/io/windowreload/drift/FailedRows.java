package io.windowreload.drift;

import io.windowreload.db.Db;
import io.windowreload.db.Sql;
import io.windowreload.window.KeyList;
import io.windowreload.window.ReloadTable;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The control tables of DMS in the target: what DMS itself has put on record as wrong. */
public final class FailedRows {
    private static final Sql FAILED_KEYS = Sql.load("drift/failed-keys");
    private static final Sql TROUBLE = Sql.load("drift/trouble");

    private final Db db;
    private final String schema;

    /**
     * The control tables of a schema.
     *
     * @param schema as the CDC task's ControlTablesSettings have it
     */
    public FailedRows(Db db, String schema) {
        this.db = db;
        this.schema = schema;
    }

    private record Place(String name, String trouble) {}

    /** Why nobody can say which rows were recorded: neither table is there, or one that is there may not be read. Empty where all is well. */
    public Optional<String> trouble() {
        var places = db
                .query(
                        TROUBLE,
                        Map.of("control_schema", schema),
                        row -> new Place(row.text("name"), row.text("trouble")))
                .stream()
                .filter(place -> place.name().startsWith("awsdms_validation_failures"))
                .toList();
        var readable = places.stream().anyMatch(place -> place.trouble() == null);
        var denied = places.stream().anyMatch(place -> "denied".equals(place.trouble()));
        return readable && !denied
                ? Optional.empty()
                : Optional.of(places.stream()
                        .filter(place -> place.trouble() != null)
                        .map(place -> place.name() + " in " + schema + " is " + place.trouble())
                        .collect(Collectors.joining(", ")));
    }

    private record Failed(String key, long failures) {}

    /** The rows of a table that validation has recorded as failed. What cannot be read of them is counted. */
    public KeyList failed(ReloadTable table) {
        var failed = db.query(
                FAILED_KEYS,
                Map.of(
                        "control_schema", schema,
                        "source_schema", table.source().schema(),
                        "source_table", table.source().name(),
                        "target_schema", table.target().schema(),
                        "target_table", table.target().name()),
                row -> new Failed(row.text("key"), row.number("failures")));
        return new KeyList(
                failed.stream().map(Failed::key).filter(Objects::nonNull).toList(),
                false,
                failed.stream()
                        .filter(its -> its.key() == null)
                        .mapToLong(Failed::failures)
                        .sum());
    }
}
