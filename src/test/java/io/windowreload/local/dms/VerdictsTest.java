package io.windowreload.local.dms;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.windowreload.local.dms.mapping.MappingParser;
import io.windowreload.local.dms.mapping.NotEmulated;
import io.windowreload.local.dms.mapping.ParsedSettings;
import io.windowreload.local.dms.wire.WireJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;

/** Real mappings and settings against the emulator: each is taken or refused as its line in the table of verdicts says. */
class VerdictsTest {
    private static final Path TABLE = Path.of("src/test/resources/io/windowreload/local/dms/documents.jsonl");
    private static final String ALL = Mappings.of(Mappings.include(1, "%"));
    private static Emulated emulated;

    @BeforeAll
    static void start() {
        emulated = new Emulated();
    }

    @AfterAll
    static void stop() {
        emulated.close();
    }

    @Test
    void every_document_is_taken_or_refused_as_its_verdict_says() throws Exception {
        var documents = documents();
        var differences = new ArrayList<String>();

        for (var document : documents) {
            var found = verdict(document);
            if (!found.startsWith(document.path("verdict").asText())) {
                differences.add(document.path("from") + ": not " + document.path("verdict") + " but " + found);
            }
        }

        assertThat(differences).isEmpty();
        assertThat(documents).hasSizeGreaterThan(150);
    }

    @Test
    void every_document_has_a_source_a_verdict_and_what_the_verdict_stands_on() throws Exception {
        var seen = new HashSet<String>();
        for (var document : documents()) {
            assertThat(document.path("from").isEmpty()
                            && document.path("from").asText().isBlank())
                    .isFalse();
            assertThat(document.path("verdict").asText()).isIn("taken", "refused", "not emulated");
            assertThat(
                            document.path("verdict").asText().equals("not emulated")
                                    ? document.path("what").asText()
                                    : document.path("why").asText())
                    .isNotBlank();
            assertThat(seen.add(document.path("mappings").toString()
                            + document.path("settings").toString()))
                    .as("twice: " + document.path("from"))
                    .isTrue();
        }
    }

    // The answer of the API; where that is a task, and not all of it is emulated, how the task ends.
    private static String verdict(JsonNode document) {
        var mappings = document.has("mappings") ? document.get("mappings").toString() : ALL;
        var settings = document.has("settings") ? document.get("settings").toString() : "{}";
        String arn;
        try {
            arn = emulated.create(mappings, settings);
        } catch (DatabaseMigrationException e) {
            var code = e.awsErrorDetails().errorCode();
            return (code.equals("InvalidParameterValueException") ? "refused: " : code + ": ") + e.getMessage();
        }
        var taken = document.path("verdict").asText().equals("taken") ? runs(mappings, settings) : fails(document, arn);
        emulated.client.deleteReplicationTask(delete -> delete.replicationTaskArn(arn));
        return taken;
    }

    // A task that could load is not started: nothing of it is left out, which is what its verdict says.
    private static String runs(String mappings, String settings) {
        return NotEmulated.in(MappingParser.parse(mappings), ParsedSettings.parse(settings, true), false)
                .map(what -> "not emulated: " + what)
                .orElse("taken");
    }

    private static String fails(JsonNode document, String arn) {
        emulated.start(arn);
        var end = emulated.awaitEnd(arn);
        var failure = String.valueOf(end.lastFailureMessage());
        return failure.contains(NotEmulated.CODE)
                        && failure.contains(document.path("what").asText())
                ? "not emulated"
                : "taken, and it ends " + end.status() + ": " + failure;
    }

    private static List<JsonNode> documents() throws IOException {
        var documents = new ArrayList<JsonNode>();
        for (var line : Files.readAllLines(TABLE)) {
            if (!line.startsWith("#")) {
                documents.add(WireJson.read(line));
            }
        }
        return documents;
    }
}
