package io.windowreload.local.dms.load;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.Map;

/** Reads a value of PostgreSQL's change stream as {@link SourceValues} reads the same value from a table. */
final class SourceTexts {
    private final Map<Integer, Integer> replacements;
    private final int numberScale;

    SourceTexts(Map<Integer, Integer> replacements, int numberScale) {
        this.replacements = replacements;
        this.numberScale = numberScale;
    }

    /** What PostgreSQL writes and Java's types do not have, such as infinity, stays text. */
    Object value(SourceColumn column, String text) {
        if (text == null) {
            return null;
        }
        try {
            return switch (column.kind()) {
                case INTEGER -> Long.valueOf(text);
                case DECIMAL -> decimal(column, new BigDecimal(text));
                case FLOAT -> Double.valueOf(text);
                case FIXED_TEXT -> replaced(text.stripTrailing());
                case TEXT, LARGE_TEXT, OTHER -> replaced(text);
                case BYTES, LARGE_BYTES -> HexFormat.of().parseHex(text.substring(2));
                case TIMESTAMP -> LocalDateTime.parse(text.replace(' ', 'T'));
                case DATE -> LocalDate.parse(text);
                case BOOLEAN -> text.equals("t");
            };
        } catch (NumberFormatException | DateTimeException e) {
            return text;
        }
    }

    private Object decimal(SourceColumn column, BigDecimal number) {
        return column.numberWithoutScale() && number.scale() > numberScale
                ? number.setScale(numberScale, RoundingMode.HALF_UP)
                : number;
    }

    private String replaced(String text) {
        if (replacements.isEmpty()) {
            return text;
        }
        var changed = new StringBuilder();
        text.codePoints().map(c -> replacements.getOrDefault(c, c)).forEach(changed::appendCodePoint);
        return changed.toString();
    }
}
