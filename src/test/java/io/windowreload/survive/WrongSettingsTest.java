package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.program.Engine;
import io.windowreload.window.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings that point at what is not there: the run says so, and production stays as it is. */
class WrongSettingsTest {
    private static World world;

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.RUNS_ONLY, Map.of());
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @ParameterizedTest
    @CsvSource({
        "replication-instance-arn, arn:aws:dms:us-east-1:000000000000:rep:NOBODY, DMS_NOT_FOUND",
        "source-endpoint-arn, arn:aws:dms:us-east-1:000000000000:endpoint:NOBODY, DMS_CONNECTION_UNTESTED",
        "target-endpoint-arn, arn:aws:dms:us-east-1:000000000000:endpoint:FBN7JSHNM56ZRUNABW5LW6LDED, DMS_REFUSED",
        "cdc-task-arn, arn:aws:dms:us-east-1:000000000000:task:NOBODY, DMS_NOT_FOUND",
        "endpoint-override, http://127.0.0.1:1, DMS_UNAVAILABLE"
    })
    void a_wrong_address_fails_the_run_with_its_code(String key, String value, ErrorCode code) {
        world.restart(Engine.Mode.RUNS_ONLY, Map.of("reload.dms." + key, value));
        var before = world.production.all();

        var ended = world.reload("wrong-" + key);

        assertThat(ended.error()).as(ended.errorDetail()).isEqualTo(code);
        assertThat(ended.errorDetail()).endsWith("production was not touched");
        assertThat(world.production.all()).isEqualTo(before);
        assertThat(world.tasks()).isEmpty();
        assertThat(world.production.texts("select * from admin.standing_fences()"))
                .isEmpty();
    }
}
