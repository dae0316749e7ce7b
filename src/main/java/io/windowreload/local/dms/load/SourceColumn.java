package io.windowreload.local.dms.load;

import java.sql.Types;

/**
 * A column of a source table.
 *
 * @param jdbcType of {@link Types}
 * @param precision digits or characters; 0 where the database declares none
 */
public record SourceColumn(String name, int jdbcType, int precision, int scale) {
    private static final int LARGEST_LONG = 18;

    /** What kind of Java value the column yields. */
    public enum Kind {
        INTEGER,
        DECIMAL,
        FLOAT,
        TEXT,
        FIXED_TEXT,
        LARGE_TEXT,
        BYTES,
        LARGE_BYTES,
        TIMESTAMP,
        DATE,
        BOOLEAN,
        OTHER
    }

    public Kind kind() {
        return switch (jdbcType) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> Kind.INTEGER;
            case Types.NUMERIC, Types.DECIMAL ->
                scale == 0 && precision > 0 && precision <= LARGEST_LONG ? Kind.INTEGER : Kind.DECIMAL;
            case Types.FLOAT, Types.REAL, Types.DOUBLE -> Kind.FLOAT;
            case Types.VARCHAR, Types.NVARCHAR -> Kind.TEXT;
            case Types.CHAR, Types.NCHAR -> Kind.FIXED_TEXT;
            case Types.CLOB, Types.NCLOB, Types.LONGVARCHAR, Types.LONGNVARCHAR -> Kind.LARGE_TEXT;
            case Types.BINARY, Types.VARBINARY -> Kind.BYTES;
            case Types.BLOB, Types.LONGVARBINARY -> Kind.LARGE_BYTES;
            case Types.TIMESTAMP -> Kind.TIMESTAMP;
            case Types.DATE -> Kind.DATE;
            case Types.BOOLEAN, Types.BIT -> Kind.BOOLEAN;
            default -> Kind.OTHER;
        };
    }

    /** A NUMBER without precision and scale, which DMS reads with a scale of its own. */
    public boolean numberWithoutScale() {
        return (jdbcType == Types.NUMERIC || jdbcType == Types.DECIMAL) && precision == 0;
    }

    public boolean large() {
        return kind() == Kind.LARGE_TEXT || kind() == Kind.LARGE_BYTES;
    }

    /** The type by which DMS's rules know the column (user guide, "Data types for AWS DMS"). */
    public String dmsType() {
        return switch (jdbcType) {
            case Types.TINYINT -> "int1";
            case Types.SMALLINT -> "int2";
            case Types.INTEGER -> "int4";
            case Types.BIGINT -> "int8";
            case Types.NUMERIC, Types.DECIMAL -> "numeric";
            case Types.REAL -> "real4";
            case Types.FLOAT, Types.DOUBLE -> "real8";
            case Types.NVARCHAR, Types.NCHAR -> "wstring";
            case Types.CLOB, Types.LONGVARCHAR -> "clob";
            case Types.NCLOB, Types.LONGNVARCHAR -> "nclob";
            case Types.BINARY, Types.VARBINARY -> "bytes";
            case Types.BLOB, Types.LONGVARBINARY -> "blob";
            case Types.TIMESTAMP -> "datetime";
            case Types.DATE -> "date";
            case Types.TIME -> "time";
            case Types.BOOLEAN, Types.BIT -> "boolean";
            default -> "string";
        };
    }
}
