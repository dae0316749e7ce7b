package io.windowreload.window;

/** A table of a schema, spelt as in the catalog, without quotes. */
public record TableName(String schema, String name) {
    public TableName {
        if (schema.isBlank() || name.isBlank()) {
            throw new IllegalArgumentException("a table name has a schema and a name: " + schema + "." + name);
        }
    }

    /** Reads {@code schema.name}; the first dot separates, so that a name may have dots. */
    public static TableName parse(String text) {
        var dot = text.indexOf('.');
        if (dot <= 0 || dot == text.length() - 1) {
            throw new IllegalArgumentException("'" + text + "' is not of the form schema.table");
        }
        return new TableName(text.substring(0, dot), text.substring(dot + 1));
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
