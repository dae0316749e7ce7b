package io.windowreload.local.dms;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Thousands of requests that nearly make sense: a good one with something in it exchanged for junk. Each is answered as AWS
 * answers, none with a server's error; what is accepted all the same comes to an end; and the emulator lives.
 */
class SenselessInputTest {
    private static final long SEED = 20250131;
    private static final int MUTANTS_AN_OPERATION = 40;
    private static final int MUTANTS_OF_MAPPINGS = 120;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> JUNK = List.of(
            "null",
            "true",
            "5",
            "-1",
            "1e999",
            "-1e999",
            "0.5",
            "99999999999999999999",
            "\"\"",
            "\" \"",
            "\"x\"",
            "\"%\"",
            "\"[d-a]\"",
            "\"[\"",
            "\"\\\\\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"'; drop table x --\"",
            "[]",
            "[[]]",
            "[null]",
            "{}",
            "{\"a\":1}",
            "\"{\"",
            "\"arn:aws:dms:us-east-1:000000000000:task:none\"",
            "\"2025-13-01 00:00:00\"");

    private final Random random = new Random(SEED);
    private final Emulated emulated = new Emulated();
    private final RawCalls calls = new RawCalls(emulated.dms.endpoint());

    @AfterEach
    void close() {
        emulated.close();
    }

    @Test
    void every_operation_answers_junk_as_aws_does() throws Exception {
        var requests = (ObjectNode)
                JSON.readTree(Files.readString(Path.of("src/test/resources/io/windowreload/local/dms/requests.json"))
                        .replace("$instance", emulated.dms.replicationInstanceArn())
                        .replace("$source", emulated.dms.sourceEndpointArn())
                        .replace("$target", emulated.dms.targetEndpointArn())
                        .replace("$task", emulated.dms.cdcTaskArn()));
        assertThat(requests.properties().stream().map(entry -> entry.getKey()))
                .containsExactlyInAnyOrderElementsOf(
                        Files.readAllLines(Path.of("src/test/resources/io/windowreload/local/dms/operations.txt")));

        for (var request : requests.properties()) {
            for (var i = 0; i < MUTANTS_AN_OPERATION; i++) {
                var body = mutant(request.getValue());
                assertAnswered(request.getKey(), body, calls.call(request.getKey(), body));
            }
        }

        assertThat(emulated.client.describeReplicationInstances().replicationInstances())
                .hasSize(1);
    }

    @Test
    void every_task_with_a_nearly_good_mapping_is_refused_or_comes_to_an_end() throws Exception {
        var mappings =
                JSON.readTree(Files.readString(Path.of("src/test/resources/io/windowreload/local/dms/mappings.json")));
        var tasks = new ArrayList<String>();
        for (var i = 0; i < MUTANTS_OF_MAPPINGS; i++) {
            var body = create("junk-" + i, mutant(mappings), "{\"FullLoadSettings\":{\"MaxFullLoadSubTasks\":2}}");
            var answer = calls.call("CreateReplicationTask", body);
            assertAnswered("CreateReplicationTask", body, answer);
            if (answer.statusCode() == 200) {
                tasks.add(JSON.readTree(answer.body())
                        .at("/ReplicationTask/ReplicationTaskArn")
                        .asText());
            }
        }
        assertThat(tasks).as("mutants that live").hasSizeGreaterThan(20);

        for (var task : tasks) {
            emulated.awaitStatus(task, "ready");
            emulated.start(task);
            emulated.awaitEnd(task);
        }
    }

    @Test
    void nearly_good_settings_are_refused_or_taken() throws Exception {
        var settings = JSON.readTree(Files.readString(Path.of("config/task-settings.json")));
        for (var i = 0; i < MUTANTS_AN_OPERATION; i++) {
            var body = create("settings-" + i, Emulated.JANUARY, mutant(settings));
            assertAnswered("CreateReplicationTask", body, calls.call("CreateReplicationTask", body));
        }
    }

    private String create(String identifier, String mappings, String settings) {
        return JSON.createObjectNode()
                .put("ReplicationTaskIdentifier", identifier)
                .put("SourceEndpointArn", emulated.dms.sourceEndpointArn())
                .put("TargetEndpointArn", emulated.dms.targetEndpointArn())
                .put("ReplicationInstanceArn", emulated.dms.replicationInstanceArn())
                .put("MigrationType", "full-load")
                .put("TableMappings", mappings)
                .put("ReplicationTaskSettings", settings)
                .toString();
    }

    private static void assertAnswered(String operation, String request, HttpResponse<String> answer) throws Exception {
        var body = JSON.readTree(answer.body());
        assertThat(answer.statusCode())
                .as("%s %s: %s", operation, request, body)
                .isIn(200, 400, 403, 404);
        if (answer.statusCode() != 200) {
            assertThat(body.path("__type").asText())
                    .as("%s %s", operation, request)
                    .matches("\\w+(Fault|Exception)");
            assertThat(body.path("message").isTextual()).isTrue();
        }
    }

    /** The document with one or two of its values exchanged for junk or taken out, or with one member too many. */
    private String mutant(JsonNode document) {
        var copy = document.deepCopy();
        IntStream.rangeClosed(0, random.nextInt(2)).forEach(i -> mutate(copy));
        return copy.toString();
    }

    private void mutate(JsonNode root) {
        var containers = new ArrayList<ContainerNode<?>>();
        collect(root, containers);
        var chosen = containers.get(random.nextInt(containers.size()));
        if (chosen instanceof ArrayNode array && !array.isEmpty()) {
            var index = random.nextInt(array.size());
            if (random.nextInt(4) == 0) {
                array.remove(index);
            } else {
                array.setRawValue(index, junk());
            }
        } else if (chosen instanceof ObjectNode object) {
            var names = new ArrayList<String>();
            object.fieldNames().forEachRemaining(names::add);
            names.add("Unknown");
            var name = names.get(random.nextInt(names.size()));
            if (random.nextInt(4) == 0) {
                object.remove(name);
            } else {
                object.putRawValue(name, junk());
            }
        }
    }

    private static void collect(JsonNode node, List<ContainerNode<?>> containers) {
        if (node instanceof ContainerNode<?> container) {
            containers.add(container);
            container.forEach(child -> collect(child, containers));
        }
    }

    private RawValue junk() {
        return new RawValue(JUNK.get(random.nextInt(JUNK.size())));
    }
}
