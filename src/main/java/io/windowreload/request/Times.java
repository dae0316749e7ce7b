package io.windowreload.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ForeignText;
import io.windowreload.window.ReloadException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** Times as requests write them, in files and on the command line. */
final class Times {
    private Times() {}

    /** Wall-clock in the source's zone as it is; a time with an offset is converted to that zone. PostgreSQL keeps microseconds. */
    static LocalDateTime at(JsonNode document, String field, ZoneId sourceZone) {
        var text = document.get(field).asText();
        try {
            if (text.matches("\\d{4}-\\d\\d")) {
                return YearMonth.parse(text).atDay(1).atStartOfDay();
            }
            if (text.matches("\\d{4}-\\d\\d-\\d\\d")) {
                return LocalDate.parse(text).atStartOfDay();
            }
            var parsed = DateTimeFormatter.ISO_DATE_TIME.parseBest(text, ZonedDateTime::from, LocalDateTime::from);
            var local = parsed instanceof ZonedDateTime zoned
                    ? zoned.withZoneSameInstant(sourceZone).toLocalDateTime()
                    : LocalDateTime.from(parsed);
            inRange(field, text, local.getYear());
            return local.truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException e) {
            throw ReloadException.at(
                    "/" + field,
                    ErrorCode.WINDOW_INVALID,
                    "'" + ForeignText.printable(text)
                            + "' is no time such as 2025-01-01, 2025-01-01T00:00:00 or 2025-01-01T00:00:00+01:00");
        }
    }

    /** ISO 8601 knows a year 0, PostgreSQL does not. */
    static void inRange(String field, String text, int year) {
        if (year < 1 || year > 9999) {
            throw ReloadException.at(
                    "/" + field,
                    ErrorCode.WINDOW_INVALID,
                    "'" + ForeignText.printable(text) + "' is not of the years 1 to 9999");
        }
    }
}
