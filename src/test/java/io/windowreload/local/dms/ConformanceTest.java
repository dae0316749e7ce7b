package io.windowreload.local.dms;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.component.aws2.dms.Dms2Operations;
import io.windowreload.local.dms.cloud.Delays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Foreign clients drive every operation: AWS's SDKs for Python and for JavaScript and the AWS command line. AWS's own service
 * model, which the first of them brings, judges every answer and every error. Where a client is not installed its test is
 * skipped and says so.
 */
class ConformanceTest {
    private static final Path OPERATIONS = Path.of("src/test/resources/io/windowreload/local/dms/operations.txt");
    private static final Duration LONG_ENOUGH_TO_SEE = Duration.ofMillis(400);
    private static final String PYTHON = "src/test/python/";

    @Test
    void python_s_sdk_drives_every_operation_and_its_model_judges_every_answer() throws Exception {
        Shell.assume("the conformance run with the SDK for Python", "python3", "-c", "import botocore");
        run(Map.of(), "10 passed, 0 failed", "python3", PYTHON + "dms_conformance.py");
    }

    @Test
    void the_command_line_drives_every_operation() throws Exception {
        Shell.assume("the conformance run with the AWS command line", "aws", "--version");
        run(Map.of(), "7 passed, 0 failed", "python3", PYTHON + "dms_command_line.py");
    }

    @Test
    void javascript_s_sdk_drives_every_operation() throws Exception {
        var path = Map.of("NODE_PATH", System.getProperty("conformance.node-path", ""));
        Shell.assume(
                "the conformance run with the SDK for JavaScript (npm install @aws-sdk/client-database-migration-service"
                        + " and -Dconformance.node-path=…/node_modules)",
                path,
                List.of("node", "-e", "require('@aws-sdk/client-database-migration-service')"));
        run(path, "8 passed, 0 failed", "node", "src/test/js/dms_conformance.cjs");
    }

    private static void run(Map<String, String> environment, String end, String... command) throws Exception {
        try (var emulated = new Emulated(options -> options.delays(Delays.all(LONG_ENOUGH_TO_SEE)))) {
            var line = new ArrayList<>(List.of(command));
            line.addAll(List.of(
                    emulated.dms.endpoint().toString(),
                    emulated.dms.replicationInstanceArn(),
                    emulated.dms.sourceEndpointArn(),
                    emulated.dms.targetEndpointArn(),
                    emulated.dms.cdcTaskArn()));

            assertThat(Shell.run(environment, line).output()).endsWith(end + "\n");
        }
    }

    @Test
    void the_component_and_the_emulator_have_exactly_the_operations_that_are_driven() throws IOException {
        var driven = Files.readAllLines(OPERATIONS);
        assertThat(Stream.of(Dms2Operations.values())
                        .map(Enum::name)
                        .map(name -> name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1)))
                .containsExactlyInAnyOrderElementsOf(driven);
        try (var emulated = new Emulated()) {
            var calls = new RawCalls(emulated.dms.endpoint());
            assertThat(driven).allSatisfy(operation -> assertThat(
                            calls.call(operation, "[]").body())
                    .as(operation)
                    .contains("SerializationException"));
        }
    }
}
