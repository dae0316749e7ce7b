package io.windowreload.local.dms.load;

/** A COPY format of PostgreSQL: how the stream begins, how a row is written, how the stream ends. */
interface RowFormat {
    /** What follows WITH in the COPY statement. */
    String options();

    void begin(CopyBuffer out);

    /** Writes a row; on a bad value what was written of it is left for the caller to take back. */
    void row(Object[] values, CopyBuffer out) throws BadValue;

    void end(CopyBuffer out);
}
