package io.windowreload.db;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.core.Encoding;

/**
 * Text as a database can hold it: in one that is not UTF-8 a statement fails for a single character that its encoding lacks, and a run must
 * not fail for an arrow in its reason. Such a character is written down as its number, {@code <U+2192>}, which no JSON text minds.
 */
final class Storable {
    private Storable() {}

    static String text(Connection connection, String text) throws SQLException {
        return isAscii(text) ? text : in(charset(connection), text);
    }

    static String in(Charset charset, String text) {
        if (charset.equals(StandardCharsets.UTF_8) || !charset.canEncode()) {
            return text;
        }
        var encoder = charset.newEncoder();
        if (encoder.canEncode(text)) {
            return text;
        }
        var fit = new StringBuilder();
        text.codePoints().forEach(point -> {
            var character = Character.toString(point);
            fit.append(encoder.canEncode(character) ? character : "<U+%04X>".formatted(point));
        });
        return fit.toString();
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(character -> character < 128);
    }

    /** The server tells its encoding at the beginning of each session. One that takes any bytes takes ours. */
    private static Charset charset(Connection connection) throws SQLException {
        var name = connection.isWrapperFor(PGConnection.class)
                ? connection.unwrap(PGConnection.class).getParameterStatus("server_encoding")
                : null;
        if (name == null || name.equals("UTF8") || name.equals("SQL_ASCII")) {
            return StandardCharsets.UTF_8;
        }
        return Charset.forName(Encoding.getJVMEncoding(name).name());
    }
}
