package io.windowreload.local.dms.http;

import io.windowreload.local.dms.wire.AwsError;
import java.io.IOException;
import java.io.InputStream;

/** Reads request bodies of bounded size. */
final class Bodies {
    private static final int LARGEST = 4 << 20;
    // What is too large is read on and thrown away, so that the client gets its answer and not a broken pipe.
    private static final long LARGEST_TO_DRAIN = 64L << 20;

    private Bodies() {}

    static byte[] read(InputStream in) throws IOException {
        var body = in.readNBytes(LARGEST + 1);
        if (body.length <= LARGEST) {
            return body;
        }
        var buffer = new byte[1 << 16];
        for (long drained = 0; drained < LARGEST_TO_DRAIN; ) {
            var read = in.read(buffer);
            if (read < 0) {
                break;
            }
            drained += read;
        }
        throw AwsError.of("RequestEntityTooLargeException", 413, "Request size exceeded " + LARGEST + " bytes");
    }
}
