package io.windowreload.local.dms.load;

import io.windowreload.local.dms.mapping.TransformationRule.DmsType;
import java.sql.Types;

/** The types that DMS gives to columns of tables it creates (user guide, Oracle source and PostgreSQL target data types). */
final class ColumnDdl {
    private static final int LONGEST_VARCHAR = 21_845;
    private static final int LARGEST_PRECISION = 38;
    private static final int MICROSECONDS = 6;

    private ColumnDdl() {}

    static String type(SourceColumn column, DmsType changed, int numberScale) {
        return changed == null ? type(column, numberScale) : type(changed);
    }

    private static String type(SourceColumn column, int numberScale) {
        return switch (column.kind()) {
            case INTEGER ->
                column.jdbcType() == Types.NUMERIC || column.jdbcType() == Types.DECIMAL
                        ? whole(column.precision())
                        : standard(column.jdbcType());
            case DECIMAL ->
                column.numberWithoutScale()
                        ? "numeric(" + LARGEST_PRECISION + "," + numberScale + ")"
                        : decimal(column.precision(), column.scale());
            case FLOAT -> "double precision";
            case TEXT, FIXED_TEXT -> varchar(column.precision());
            case LARGE_TEXT -> "text";
            case BYTES, LARGE_BYTES -> "bytea";
            case TIMESTAMP -> column.scale() > MICROSECONDS ? "varchar(37)" : "timestamp";
            case DATE -> "date";
            case BOOLEAN -> "boolean";
            case OTHER -> "varchar(65535)";
        };
    }

    private static String whole(int precision) {
        if (precision <= 4) {
            return "smallint";
        }
        return precision <= 9 ? "integer" : "numeric(" + precision + ",0)";
    }

    private static String decimal(int precision, int scale) {
        return scale < 0 ? "double precision" : "numeric(" + precision + "," + scale + ")";
    }

    private static String standard(int jdbcType) {
        return switch (jdbcType) {
            case Types.TINYINT, Types.SMALLINT -> "smallint";
            case Types.BIGINT -> "bigint";
            default -> "integer";
        };
    }

    private static String varchar(int length) {
        return "varchar(" + (length <= LONGEST_VARCHAR && length > 0 ? length : 65_535) + ")";
    }

    /** The type of a column whose type a rule gives. */
    static String type(DmsType changed) {
        return switch (changed.type()) {
            case "int1", "int2", "uint1" -> "smallint";
            case "int4", "uint2" -> "integer";
            case "int8", "uint4" -> "bigint";
            case "uint8" -> "numeric(20,0)";
            case "numeric" ->
                changed.precision() < 0
                        ? "numeric"
                        : "numeric(" + changed.precision() + "," + Math.max(0, changed.scale()) + ")";
            case "real4" -> "real";
            case "real8" -> "double precision";
            case "boolean" -> "boolean";
            case "date" -> "date";
            case "time" -> "time";
            case "datetime" ->
                changed.scale() < 0 || changed.scale() > MICROSECONDS
                        ? "timestamp"
                        : "timestamp(" + changed.scale() + ")";
            case "bytes", "blob" -> "bytea";
            case "clob", "nclob" -> "text";
            default -> varchar(changed.length());
        };
    }
}
