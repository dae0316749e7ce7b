package io.windowreload.local.dms.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reads a column's value as DMS delivers it: empty text of Oracle is NULL, U+0000 a space, CHAR loses its trailing spaces, a
 * NUMBER without scale gets one, a large object is cut at the task's limit.
 */
final class SourceValues {
    private static final char NUL = '\0';

    private final LobMode lobs;
    private final Map<Integer, Integer> replacements;
    private final boolean emptyIsNull;
    private final int numberScale;
    private final boolean failOnCut;
    private final LongAdder truncated = new LongAdder();

    SourceValues(LobMode lobs, Map<Integer, Integer> replacements, boolean emptyIsNull, DocumentReading reading) {
        this.lobs = lobs;
        this.replacements = replacements;
        this.emptyIsNull = emptyIsNull;
        this.numberScale = reading.numberScale();
        this.failOnCut = reading.failOnCutObjects();
    }

    /** A Long, BigDecimal, Double, String, byte[], LocalDateTime, LocalDate, Boolean or null. */
    Object read(ResultSet row, int index, SourceColumn column) throws SQLException {
        return switch (column.kind()) {
            case INTEGER -> orNull(row, row.getLong(index));
            case DECIMAL -> decimal(row, index, column);
            case FLOAT -> orNull(row, row.getDouble(index));
            case TEXT, OTHER -> text(row.getString(index));
            case FIXED_TEXT -> text(withoutTrailingSpaces(row.getString(index)));
            case LARGE_TEXT -> largeText(row, index, column);
            case BYTES -> row.getBytes(index);
            case LARGE_BYTES -> largeBytes(row, index, column);
            case TIMESTAMP -> row.getObject(index, LocalDateTime.class);
            case DATE -> row.getObject(index, LocalDate.class);
            case BOOLEAN -> orNull(row, row.getBoolean(index));
        };
    }

    /** Large objects that were cut although the task goes on. */
    long truncated() {
        return truncated.sum();
    }

    private static Object orNull(ResultSet row, Object value) throws SQLException {
        return row.wasNull() ? null : value;
    }

    private Object decimal(ResultSet row, int index, SourceColumn column) throws SQLException {
        var number = row.getBigDecimal(index);
        return number == null || !column.numberWithoutScale() || number.scale() <= numberScale
                ? number
                : number.setScale(numberScale, RoundingMode.HALF_UP);
    }

    private String text(String value) {
        if (value == null || (value.isEmpty() && emptyIsNull)) {
            return null;
        }
        var plain = value.indexOf(NUL) < 0 ? value : value.replace(NUL, ' ');
        return replacements.isEmpty() ? plain : replaced(plain);
    }

    private String replaced(String value) {
        var changed = new StringBuilder();
        value.codePoints().map(c -> replacements.getOrDefault(c, c)).forEach(changed::appendCodePoint);
        return changed.toString();
    }

    private static String withoutTrailingSpaces(String value) {
        return value == null ? null : value.stripTrailing();
    }

    private String largeText(ResultSet row, int index, SourceColumn column) throws SQLException {
        try (Reader reader = lobs.wanted() ? row.getCharacterStream(index) : null) {
            if (reader == null) {
                return null;
            }
            if (!lobs.limited()) {
                return text(readAll(reader));
            }
            var characters = new char[lobs.limit() + 1];
            var length = Math.max(0, readFully(reader, characters));
            return text(new String(characters, 0, cut(length, column)));
        } catch (IOException e) {
            throw new SQLException("cannot read " + column.name(), e);
        }
    }

    private byte[] largeBytes(ResultSet row, int index, SourceColumn column) throws SQLException {
        try (InputStream in = lobs.wanted() ? row.getBinaryStream(index) : null) {
            if (in == null) {
                return null;
            }
            var bytes = lobs.limited() ? in.readNBytes(lobs.limit() + 1) : in.readAllBytes();
            var length = lobs.limited() ? cut(bytes.length, column) : bytes.length;
            return length == 0 ? null : Arrays.copyOf(bytes, length);
        } catch (IOException e) {
            throw new SQLException("cannot read " + column.name(), e);
        }
    }

    private int cut(int length, SourceColumn column) {
        if (length <= lobs.limit()) {
            return length;
        }
        if (failOnCut) {
            throw new LoadException("LOB data of column " + column.name() + " was truncated");
        }
        truncated.increment();
        return lobs.limit();
    }

    private static int readFully(Reader reader, char[] into) throws IOException {
        var length = 0;
        while (length < into.length) {
            var read = reader.read(into, length, into.length - length);
            if (read < 0) {
                break;
            }
            length += read;
        }
        return length;
    }

    private static String readAll(Reader reader) throws IOException {
        var writer = new StringWriter();
        reader.transferTo(writer);
        return writer.toString();
    }
}
