package io.windowreload.local.dms.change;

import io.windowreload.local.dms.change.ChangeMessage.Begin;
import io.windowreload.local.dms.change.ChangeMessage.Commit;
import io.windowreload.local.dms.change.ChangeMessage.Kind;
import io.windowreload.local.dms.change.ChangeMessage.Other;
import io.windowreload.local.dms.change.ChangeMessage.Relation;
import io.windowreload.local.dms.change.ChangeMessage.Row;
import io.windowreload.local.dms.change.ChangeMessage.Truncate;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Reads messages of the output plugin pgoutput, version 1 of its protocol. */
final class PgOutput {
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private PgOutput() {}

    static ChangeMessage read(ByteBuffer in) {
        return switch ((char) in.get()) {
            case 'B' -> {
                in.getLong();
                yield new Begin(EPOCH.plus(in.getLong(), ChronoUnit.MICROS));
            }
            case 'C' -> {
                in.get();
                in.getLong();
                yield new Commit(in.getLong());
            }
            case 'R' -> relation(in);
            case 'I' -> {
                var relation = in.getInt();
                in.get();
                yield new Row(Kind.INSERT, relation, null, tuple(in));
            }
            case 'U' -> update(in);
            case 'D' -> {
                var relation = in.getInt();
                in.get();
                yield new Row(Kind.DELETE, relation, tuple(in), null);
            }
            case 'T' -> truncate(in);
            default -> new Other();
        };
    }

    private static Relation relation(ByteBuffer in) {
        var id = in.getInt();
        var schema = text(in);
        var name = text(in);
        in.get();
        var columns = new ArrayList<String>();
        for (var left = in.getShort(); left > 0; left--) {
            in.get();
            columns.add(text(in));
            in.getInt();
            in.getInt();
        }
        // The schema pg_catalog goes without its name.
        return new Relation(id, schema.isEmpty() ? "pg_catalog" : schema, name, List.copyOf(columns));
    }

    private static Row update(ByteBuffer in) {
        var relation = in.getInt();
        Tuple before = null;
        if ((char) in.get() != 'N') {
            before = tuple(in);
            in.get();
        }
        return new Row(Kind.UPDATE, relation, before, tuple(in));
    }

    private static Truncate truncate(ByteBuffer in) {
        var relations = new ArrayList<Integer>();
        var left = in.getInt();
        in.get();
        for (; left > 0; left--) {
            relations.add(in.getInt());
        }
        return new Truncate(List.copyOf(relations));
    }

    private static Tuple tuple(ByteBuffer in) {
        var texts = new ArrayList<String>();
        for (var left = in.getShort(); left > 0; left--) {
            switch ((char) in.get()) {
                case 'n' -> texts.add(null);
                case 'u' -> texts.add(Tuple.UNCHANGED);
                default -> {
                    var bytes = new byte[in.getInt()];
                    in.get(bytes);
                    texts.add(new String(bytes, StandardCharsets.UTF_8));
                }
            }
        }
        return new Tuple(texts);
    }

    private static String text(ByteBuffer in) {
        var start = in.position();
        while (in.get() != 0) {
            // Until the zero that ends it.
        }
        var bytes = new byte[in.position() - start - 1];
        in.get(start, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
