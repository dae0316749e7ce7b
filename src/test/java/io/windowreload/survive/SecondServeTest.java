package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.TestPostgres;
import io.windowreload.local.dms.load.JdbcAddress;
import java.nio.file.Path;
import java.util.HashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** There is no standby: whoever serves works. One that is started twice by mistake says what is wrong, and the first does not notice. */
class SecondServeTest {
    @TempDir
    private Path folder;

    @Test
    void a_port_that_another_instance_has_ends_the_start_by_name_and_is_free_after_that_instance() throws Exception {
        var keys = new HashMap<String, String>();
        keys.put("reload.http.port", "0");
        keys.put("reload.management.port", "0");
        try (var stage = new TapStage(folder, new JdbcAddress(TestPostgres.migratedUrl(), "postgres", ""));
                var first = Instance.serve(folder, stage.settings(keys))) {
            var page = first.address("page").resolve("/status");
            var health = first.address("health");
            for (var port : new String[] {"reload.http.port", "reload.management.port"}) {
                var same = new HashMap<>(keys);
                same.put(port, Integer.toString(port.contains("http") ? page.getPort() : health.getPort()));
                try (var second = Instance.start(folder, stage.settings(same), "serve")) {
                    assertThat(second.ended()).as(second.log()).isEqualTo(2);
                    assertThat(second.log()).contains(port + ": cannot listen on", "Address already in use");
                }
            }
            assertThat(Glance.at(page).status()).isEqualTo(200);
            stage.drop("first");
            assertThat(stage.answered("first")).isEqualTo("done");

            stage.drop("next");
            first.kill();

            keys.put("reload.http.port", Integer.toString(page.getPort()));
            try (var next = Instance.serve(folder, stage.settings(keys))) {
                assertThat(Glance.at(page).status()).isEqualTo(200);
                assertThat(stage.answered("next")).as(next.log()).isEqualTo("done");
            }
        }
    }
}
