package io.windowreload.init;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;

/** {@code tables.json}: what is new is added, and what people wrote stays as it is. */
public final class TablesFile {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final String COMMENT = "comment";
    private static final String CDC_TASK = "cdcTask";
    private static final String WINDOW = "window";

    private final ObjectNode document;
    private final ArrayNode tables;
    private final List<String> differences = new ArrayList<>();

    private TablesFile(ObjectNode document) {
        this.document = document;
        this.tables = document.withArrayProperty("tables");
    }

    /**
     * The file as it is.
     *
     * @param text empty where there is none
     */
    public static TablesFile of(String text) {
        try {
            var tree = text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
            if (tree instanceof ObjectNode object) {
                return new TablesFile(object);
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            // said below
        }
        throw new ReloadException(
                ErrorCode.TABLES_INVALID, "the tables.json that is there cannot be read; move it away, or fix it");
    }

    /** Takes in what is proposed; returns it as it was taken. */
    public List<Proposal> take(List<Proposal> proposals) {
        var left = JSON.createArrayNode();
        var proposed = new HashSet<String>();
        var taken = new ArrayList<Proposal>();
        for (var wish : proposals) {
            var proposal = unlessDouble(wish);
            taken.add(proposal);
            proposed.add(proposal.source().toString());
            var written = written(proposal.source());
            if (proposal instanceof Proposal.Table table) {
                take(table, written);
            } else if (proposal instanceof Proposal.Left out) {
                if (written == null) {
                    left.addObject().put("source", out.source().toString()).put("why", out.why());
                } else {
                    differences.add(out.source() + " stays, but: " + out.why());
                }
            }
        }
        tables.forEach(entry -> {
            if (!proposed.contains(entry.path("source").asText())) {
                differences.add(
                        entry.path("source").asText() + " stays, but the CDC task does not replicate it (any more)");
            }
        });
        document.remove("notReloaded");
        if (!left.isEmpty()) {
            document.set("notReloaded", left);
        }
        return taken;
    }

    /** A target has one source: with two of them nobody could read the file any more. */
    private Proposal unlessDouble(Proposal proposal) {
        if (!(proposal instanceof Proposal.Table table) || written(table.source()) != null) {
            return proposal;
        }
        for (var entry : tables) {
            if (entry.path("target").asText().equals(table.table().target().toString())) {
                return new Proposal.Left(
                        table.source(),
                        entry.path("source").asText() + " fills "
                                + table.table().target() + " already. Put this one in its place to reload it");
            }
        }
        return proposal;
    }

    private JsonNode written(TableName source) {
        for (var entry : tables) {
            if (entry.path("source").asText().equals(source.toString())) {
                return entry;
            }
        }
        return null;
    }

    private void take(Proposal.Table proposal, JsonNode written) {
        var entry = entry(proposal);
        if (written == null) {
            tables.add(entry);
            differences.add(proposal.source() + " is new");
            return;
        }
        // With a second task, what was plain before has to be said.
        if (entry.has(CDC_TASK) && !written.has(CDC_TASK)) {
            ((ObjectNode) written).set(CDC_TASK, entry.get(CDC_TASK));
            differences.add(proposal.source() + ": " + CDC_TASK + " is now " + entry.get(CDC_TASK));
        }
        var names = new LinkedHashSet<String>();
        entry.fieldNames().forEachRemaining(names::add);
        written.fieldNames().forEachRemaining(names::add);
        names.remove(COMMENT);
        names.remove("key");
        if (written.has(WINDOW) || entry.has(WINDOW)) {
            // People know better what tells a time there.
            names.removeAll(List.of(WINDOW, "windowColumn"));
        }
        if (!entry.has(CDC_TASK)) {
            names.remove(CDC_TASK);
        }
        for (var name : names) {
            if (!entry.path(name).equals(written.path(name))) {
                differences.add(proposal.source() + ": " + name + " stays " + words(written.path(name))
                        + ", init proposes " + words(entry.path(name)));
            }
        }
    }

    private static String words(JsonNode node) {
        return node.isMissingNode() ? "(nothing)" : node.toString();
    }

    private static ObjectNode entry(Proposal.Table proposal) {
        ReloadTable table = proposal.table();
        var entry = JSON.createObjectNode()
                .put("source", table.source().toString())
                .put("target", table.target().toString());
        if (table.window().whole()) {
            entry.putObject(WINDOW).put("whole", true);
        } else {
            entry.put("windowColumn", table.windowColumn());
        }
        if (!table.columns().isEmpty()) {
            table.columns().forEach(entry.putArray("columns")::add);
        }
        if (!table.ignore().isEmpty()) {
            table.ignore().forEach(entry.putArray("ignore")::add);
        }
        if (!table.rename().isEmpty()) {
            table.rename().forEach(entry.putObject("rename")::put);
        }
        if (!table.cdcTask().isEmpty()) {
            entry.put(CDC_TASK, table.cdcTask());
        }
        return entry.put(COMMENT, proposal.comment());
    }

    /** What is new, and what is kept although the task or production say otherwise. */
    public List<String> differences() {
        return List.copyOf(differences);
    }

    public boolean empty() {
        return tables.isEmpty();
    }

    public String text() {
        return document.toPrettyString() + "\n";
    }
}
