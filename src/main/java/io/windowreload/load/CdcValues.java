package io.windowreload.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;

/** What a CDC task's settings make of values otherwise than a load would, where that is for people to know. */
public final class CdcValues {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode settings;

    private CdcValues(JsonNode settings) {
        this.settings = settings;
    }

    /**
     * Something to know.
     *
     * @param fix what a person does about it
     */
    public record Note(String detail, String fix) {}

    /**
     * All that there is to know.
     *
     * @param source the endpoint where CDC reads
     * @param lobKb the largest object that a load brings whole
     */
    public static List<Note> notes(CdcReport cdc, EndpointReport source, int lobKb) {
        var values = new CdcValues(parsed(cdc.settings()));
        var notes = new ArrayList<Note>();
        values.largeObjects(lobKb, notes);
        largeObjectsOfTables(cdc.mappings(), lobKb, notes);
        values.updates(notes);
        var hidden = source.values().getOrDefault("filtertransactionsofuser", "");
        if (!hidden.isEmpty()) {
            notes.add(new Note(
                    "CDC skips the changes of the source's user " + hidden
                            + " (filterTransactionsOfUser), and a load reads what came of them",
                    "Expect such rows as inserted and updated, or reload only tables that this user leaves alone."));
        }
        return List.copyOf(notes);
    }

    private static JsonNode parsed(String document) {
        try {
            return JSON.readTree(String.valueOf(document));
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** A load is in limited mode, and cuts; CDC looks up each object, or cuts where its own limit is. */
    private void largeObjects(int lobKb, List<Note> notes) {
        var target = settings.path("TargetMetadata");
        var limit = target.path("LobMaxSize").asInt(0);
        if (target.has("SupportLobs") && !target.path("SupportLobs").asBoolean(true)) {
            notes.add(
                    new Note(
                            "CDC leaves large objects out (SupportLobs is false), and so does a load",
                            "Leave their columns out of tables.json, or production's stay as they are only where CDC has never filled them."));
        } else if (target.path("FullLobMode").asBoolean(false)) {
            notes.add(new Note(
                    "CDC brings large objects of any size (FullLobMode), a load those of at most " + lobKb
                            + " KB; a run stops at values of that length",
                    "Set reload.dms.lob-max-size-kb above the longest value."));
        } else if (limit > lobKb) {
            notes.add(new Note(
                    "CDC's LobMaxSize is " + limit + " KB, a load's " + lobKb
                            + " KB; a run stops at values of that length",
                    "Set reload.dms.lob-max-size-kb to " + limit + " or more."));
        }
    }

    /** User guide, "Table and collection settings rules and operations": they stand above the task's, and a load goes by its own limit. */
    private static void largeObjectsOfTables(String mappings, int lobKb, List<Note> notes) {
        for (var rule : parsed(mappings).path("rules")) {
            var lobs = rule.path("lob-settings");
            var limit = lobs.path("bulk-max-size").asInt(0);
            var mode = lobs.path("mode").asText("");
            var whole = mode.equals("unlimited");
            var more = whole || (mode.equals("limited") && limit > lobKb);
            if (more && rule.path("rule-type").asText("").equals("table-settings")) {
                var locator = rule.path("object-locator");
                notes.add(new Note(
                        "CDC brings large objects of "
                                + locator.path("schema-name").asText("%") + "."
                                + locator.path("table-name").asText("%")
                                + (whole ? " of any size" : " of at most " + limit + " KB")
                                + " (lob-settings of rule-id "
                                + rule.path("rule-id").asText("")
                                + "), a load those of at most " + lobKb + " KB; a run stops at values of that length",
                        "Set reload.dms.lob-max-size-kb "
                                + (whole ? "above the longest value." : "to " + limit + " or more.")));
            }
        }
    }

    /** User guide, "Error handling task settings": the policy switches large objects off for the whole task. */
    private void updates(List<Note> notes) {
        if (settings.path("ErrorBehavior")
                .path("ApplyErrorUpdatePolicy")
                .asText("")
                .equals("UPDATE_RECORD")) {
            notes.add(new Note(
                    "CDC's ApplyErrorUpdatePolicy is UPDATE_RECORD, with which DMS does not bring large objects at all: production's may be"
                            + " empty, and a reload fills them",
                    "Leave columns of large objects out of tables.json, or set the policy to LOG_ERROR."));
        }
    }
}
