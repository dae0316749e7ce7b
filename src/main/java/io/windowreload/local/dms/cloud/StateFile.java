package io.windowreload.local.dms.cloud;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/** Keeps a cloud in a file, so that tasks, serverless replications, connection tests and tags survive a restart. */
public final class StateFile {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .registerModule(new SimpleModule()
                    .addSerializer(Instant.class, new InstantWriter())
                    .addDeserializer(Instant.class, new InstantReader()));

    private final Path file;

    public StateFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /**
     * Brings back what the file holds, and sets going what was going.
     *
     * @return whether there is a file
     * @throws IllegalStateException if the file holds no state
     */
    public boolean restore(Cloud cloud, TaskLife life) {
        if (!Files.exists(file)) {
            return false;
        }
        try {
            MAPPER.readValue(file.toFile(), CloudMemo.class).restore(cloud, life);
            return true;
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(
                    "the state file " + file + " cannot be read: move it away to start anew", e);
        }
    }

    /** From now on writes every change into the file. */
    public void keep(Cloud cloud) {
        save(cloud);
        cloud.onChange(() -> save(cloud));
    }

    // Whole or not at all: a crash in the middle leaves the former state.
    private void save(Cloud cloud) {
        try {
            var next = file.resolveSibling(file.getFileName() + ".next");
            MAPPER.writeValue(next.toFile(), CloudMemo.of(cloud));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IllegalStateException("the state file " + file + " cannot be written", e);
        }
    }

    private static final class InstantWriter extends StdSerializer<Instant> {
        private static final long serialVersionUID = 1L;

        InstantWriter() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant time, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(time.toString());
        }
    }

    private static final class InstantReader extends StdDeserializer<Instant> {
        private static final long serialVersionUID = 1L;

        InstantReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return Instant.parse(in.getText());
        }
    }
}
