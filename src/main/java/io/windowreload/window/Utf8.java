package io.windowreload.window;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text as editors write it: UTF-8, with or without the mark at its beginning by which some of them tell it. */
public final class Utf8 {
    private Utf8() {}

    /**
     * The text of a file, without the mark.
     *
     * @throws CharacterCodingException whose message tells what the bytes are instead
     */
    public static String text(byte[] bytes) throws CharacterCodingException {
        var other = other(bytes);
        if (other != null) {
            throw new Not(other);
        }
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new Not(null);
        }
    }

    /** By its mark, or by the zeros that every second character of a plain text has in it. */
    private static String other(byte[] bytes) {
        var length = Math.min(bytes.length, 4);
        var start = 0;
        for (var i = 0; i < length; i++) {
            start |= (bytes[i] & 0xFF) << (24 - 8 * i);
        }
        if (length == 4 && (start == 0x0000FEFF || start == 0xFFFE0000)) {
            return "UTF-32";
        }
        var mark = start >>> 16;
        if (length >= 2 && (mark == 0xFEFF || mark == 0xFFFE)) {
            return "UTF-16";
        }
        if (length == 4 && ((start & 0xFFFFFF00) == 0 || (start & 0x00FFFFFF) == 0)) {
            return "UTF-32";
        }
        return length == 4 && ((start & 0xFF00FF00) == 0 || (start & 0x00FF00FF) == 0) ? "UTF-16" : null;
    }

    private static final class Not extends CharacterCodingException {
        private static final long serialVersionUID = 1L;
        private final String message;

        Not(String other) {
            message = "it is not UTF-8" + (other == null ? "" : " but " + other + ": save it as UTF-8");
        }

        @Override
        public String getMessage() {
            return message;
        }
    }
}
