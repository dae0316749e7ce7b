package io.windowreload.local.dms.mapping;

/**
 * What a name, a column or a type becomes on its way.
 *
 * @param value new name, prefix or suffix; the new one for replace actions
 * @param oldValue the prefix or suffix that a replace action looks for
 * @param expression of {@code add-column} and {@code rename}, or empty
 * @param key of {@code define-primary-key}, or null
 * @param dataType of {@code change-data-type} and {@code add-column}, or null
 */
public record TransformationRule(
        long id,
        TransformationAction action,
        Target target,
        ObjectLocator locator,
        String value,
        String oldValue,
        String expression,
        KeyDefinition key,
        DmsType dataType)
        implements MappingRule {
    /** The kind of object. */
    public enum Target {
        SCHEMA,
        TABLE,
        COLUMN
    }

    /** A type in DMS's own words, such as {@code numeric} with precision and scale; -1 where a number is not given. */
    public record DmsType(String type, int precision, int scale, int length) {}

    boolean matches(Target wanted, String schema, String table, String column, String columnType) {
        if (target != wanted) {
            return false;
        }
        return switch (wanted) {
            case SCHEMA -> locator.matchesSchema(schema);
            case TABLE -> locator.matchesTable(schema, table);
            case COLUMN -> locator.matchesColumn(schema, table, column, columnType);
        };
    }
}
