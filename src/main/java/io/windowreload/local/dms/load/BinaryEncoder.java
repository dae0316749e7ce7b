package io.windowreload.local.dms.load;

import io.windowreload.local.dms.load.SourceColumn.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.postgresql.util.ByteConverter;

/** Writes a value as the {@code …recv} function of a PostgreSQL type reads it. */
@FunctionalInterface
interface BinaryEncoder {
    LocalDate EPOCH = LocalDate.of(2000, 1, 1);
    long MICROS_A_DAY = 86_400_000_000L;
    int NANOS_A_MICRO = 1000;

    void encode(Object value, CopyBuffer out) throws BadValue;

    /** An encoder for values of a source column into a target type, or empty where text must do. */
    static Optional<BinaryEncoder> of(Kind source, String targetType) {
        return switch (source) {
            case INTEGER, DECIMAL -> ofNumber(targetType);
            case FLOAT ->
                targetType.equals("float8")
                        ? Optional.of((value, out) -> out.putLong(Double.doubleToLongBits((Double) value)))
                        : Optional.empty();
            case TEXT, FIXED_TEXT, LARGE_TEXT, OTHER -> ofText(targetType);
            case BYTES, LARGE_BYTES ->
                targetType.equals("bytea")
                        ? Optional.of((value, out) -> out.putBytes((byte[]) value))
                        : Optional.empty();
            case TIMESTAMP ->
                targetType.equals("timestamp")
                        ? Optional.of((value, out) -> out.putLong(micros((LocalDateTime) value)))
                        : Optional.empty();
            case DATE ->
                targetType.equals("date")
                        ? Optional.of((value, out) -> out.putInt((int) EPOCH.until((LocalDate) value, ChronoUnit.DAYS)))
                        : Optional.empty();
            case BOOLEAN ->
                targetType.equals("bool")
                        ? Optional.of((value, out) -> out.putByte((Boolean) value ? 1 : 0))
                        : Optional.empty();
        };
    }

    private static Optional<BinaryEncoder> ofNumber(String targetType) {
        return switch (targetType) {
            case "int2" ->
                Optional.of((value, out) ->
                        out.putShort((int) integer(value, "smallint", Short.MIN_VALUE, Short.MAX_VALUE)));
            case "int4" ->
                Optional.of((value, out) ->
                        out.putInt((int) integer(value, "integer", Integer.MIN_VALUE, Integer.MAX_VALUE)));
            case "int8" ->
                Optional.of((value, out) -> out.putLong(integer(value, "bigint", Long.MIN_VALUE, Long.MAX_VALUE)));
            case "numeric" -> Optional.of((value, out) -> out.putBytes(ByteConverter.numeric(decimal(value))));
            default -> ofText(targetType);
        };
    }

    private static Optional<BinaryEncoder> ofText(String targetType) {
        return switch (targetType) {
            case "varchar", "text", "bpchar" -> Optional.of((value, out) -> out.putText(Texts.of(value)));
            default -> Optional.empty();
        };
    }

    private static BigDecimal decimal(Object value) {
        return value instanceof Long number ? BigDecimal.valueOf(number) : (BigDecimal) value;
    }

    // The same words, and the same refusal of a fraction, as PostgreSQL has for the text of a CSV file.
    private static long integer(Object value, String type, long lowest, long highest) throws BadValue {
        if (value instanceof Long number && number >= lowest && number <= highest) {
            return number;
        }
        var exact = decimal(value);
        if (exact.stripTrailingZeros().scale() > 0) {
            throw BadValue.wrong("invalid input syntax for type " + type + ": \"" + exact.toPlainString() + "\"");
        }
        var whole = exact.toBigInteger();
        if (whole.compareTo(BigInteger.valueOf(lowest)) < 0 || whole.compareTo(BigInteger.valueOf(highest)) > 0) {
            throw BadValue.wrong("value \"" + whole + "\" is out of range for type " + type);
        }
        return whole.longValue();
    }

    // PostgreSQL rounds what is finer than a microsecond when it reads text; so does this.
    private static long micros(LocalDateTime time) {
        var days = time.toLocalDate().toEpochDay() - EPOCH.toEpochDay();
        return days * MICROS_A_DAY + (time.toLocalTime().toNanoOfDay() + NANOS_A_MICRO / 2) / NANOS_A_MICRO;
    }
}
