package io.windowreload.local.dms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.windowreload.local.dms.cloud.Delays;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** AWS's client for Python drives every operation, and its service model judges every answer. */
class ConformanceTest {
    private static final String SCRIPT = "src/test/python/dms_conformance.py";

    @Test
    void every_answer_and_every_error_is_one_of_the_service_model() throws Exception {
        assumeTrue(
                Shell.works("python3", "-c", "import botocore"),
                "SKIPPED: the conformance run needs python3 with botocore, which this machine does not have");
        // Long enough for a client to see each passing state.
        try (var emulated = new Emulated(options -> options.delays(Delays.all(Duration.ofSeconds(1))))) {
            var arguments = List.of(
                    "python3",
                    SCRIPT,
                    emulated.dms.endpoint().toString(),
                    emulated.dms.replicationInstanceArn(),
                    emulated.dms.sourceEndpointArn(),
                    emulated.dms.targetEndpointArn(),
                    emulated.dms.cdcTaskArn());

            assertThat(Shell.run(Map.of(), arguments).output()).endsWith("10 passed, 0 failed\n");
        }
    }
}
