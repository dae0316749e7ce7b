package io.windowreload.local.dms.mapping;

/**
 * A column of the source as rules find it.
 *
 * @param type in DMS's words, such as {@code numeric} or {@code clob}
 */
public record ColumnAddress(String schema, String table, String column, String type) {}
