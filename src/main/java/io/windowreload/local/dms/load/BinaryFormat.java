package io.windowreload.local.dms.load;

import java.util.List;

/** COPY's binary format (PostgreSQL manual, COPY, "Binary Format"): a third less work for the server than text. */
final class BinaryFormat implements RowFormat {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    private static final int NULL_LENGTH = -1;

    private final BinaryEncoder[] encoders;

    BinaryFormat(List<BinaryEncoder> encoders) {
        this.encoders = encoders.toArray(BinaryEncoder[]::new);
    }

    @Override
    public String options() {
        return "(format binary)";
    }

    @Override
    public void begin(CopyBuffer out) {
        out.putBytes(SIGNATURE);
        out.putInt(0);
        out.putInt(0);
    }

    @Override
    public void row(Object[] values, CopyBuffer out) throws BadValue {
        out.putShort(values.length);
        for (var i = 0; i < values.length; i++) {
            field(values[i], encoders[i], out);
        }
    }

    private static void field(Object value, BinaryEncoder encoder, CopyBuffer out) throws BadValue {
        if (value == null) {
            out.putInt(NULL_LENGTH);
            return;
        }
        var start = out.size();
        out.putInt(0);
        encoder.encode(value, out);
        out.putIntAt(start, out.size() - start - Integer.BYTES);
    }

    @Override
    public void end(CopyBuffer out) {
        out.putShort(-1);
    }
}
