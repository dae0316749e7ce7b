package io.windowreload.local.dms.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of a COPY stream that grow as rows are written; in network order, as the binary format wants them. */
final class CopyBuffer {
    private static final int INITIAL_SIZE = 1 << 20;

    private byte[] bytes = new byte[INITIAL_SIZE];
    private int size;

    int size() {
        return size;
    }

    byte[] array() {
        return bytes;
    }

    /** Takes back what was written since the buffer had this size. */
    void truncate(int formerSize) {
        size = formerSize;
    }

    void putByte(int value) {
        reserve(Byte.BYTES);
        bytes[size++] = (byte) value;
    }

    void putShort(int value) {
        putByte(value >> Byte.SIZE);
        putByte(value);
    }

    void putInt(int value) {
        putIntAt(reserve(Integer.BYTES), value);
        size += Integer.BYTES;
    }

    void putIntAt(int position, int value) {
        bytes[position] = (byte) (value >> 24);
        bytes[position + 1] = (byte) (value >> 16);
        bytes[position + 2] = (byte) (value >> 8);
        bytes[position + 3] = (byte) value;
    }

    void putLong(long value) {
        putInt((int) (value >> Integer.SIZE));
        putInt((int) value);
    }

    void putBytes(byte[] value) {
        var position = reserve(value.length);
        System.arraycopy(value, 0, bytes, position, value.length);
        size += value.length;
    }

    void putText(String value) {
        putBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    private int reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
        return size;
    }
}
