package io.windowreload.local.dms.load;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;

/** Reads the values of filters and boundaries as the type of the column that they are compared with. */
final class Literals {
    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern(" HH:mm:ss")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
            .optionalEnd()
            .toFormatter();

    private Literals() {}

    /**
     * A value to bind.
     *
     * @throws LoadException if the text is none of the column's type; a date is {@code YYYY-MM-DD}, a time
     *     {@code YYYY-MM-DD HH:MM:SS} with up to nine decimals, as the user guide's "Filtering by time and date" says
     */
    static Object value(SourceColumn column, String text) {
        try {
            return switch (column.kind()) {
                case INTEGER, DECIMAL, FLOAT -> new BigDecimal(text.strip());
                case TIMESTAMP -> timestamp(text);
                case DATE -> LocalDate.parse(text);
                case TEXT, FIXED_TEXT, BOOLEAN, OTHER, BYTES -> text;
                case LARGE_TEXT, LARGE_BYTES ->
                    throw new LoadException("Filters are not supported on LOB column " + column.name());
            };
        } catch (DateTimeException | NumberFormatException e) {
            throw new LoadException("Filter value '" + text + "' does not match the type of column " + column.name());
        }
    }

    private static LocalDateTime timestamp(String text) {
        return text.length() == "YYYY-MM-DD".length()
                ? LocalDate.parse(text).atStartOfDay()
                : LocalDateTime.parse(text, TIMESTAMP);
    }
}
