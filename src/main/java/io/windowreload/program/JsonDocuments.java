package io.windowreload.program;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;

/** How documents are written for people and machines: indented, times in ISO 8601. */
public final class JsonDocuments {
    private static final ObjectWriter COMPACT = JsonMapper.builder()
            .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
            .build()
            .writer();
    private static final ObjectWriter WRITER = COMPACT.withDefaultPrettyPrinter();

    private JsonDocuments() {}

    public static ObjectWriter writer() {
        return WRITER;
    }

    /** The same on one line: for machines, and for documents that are fetched again and again. */
    public static ObjectWriter compact() {
        return COMPACT;
    }
}
