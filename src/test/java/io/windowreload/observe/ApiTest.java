package io.windowreload.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiTest {
    private static Served served;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        served = Served.start(folder);
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    @Test
    void the_status_is_one_document() throws Exception {
        var response = served.get(served.at("/api/status"));
        System.out.println(response.headers().map());
        System.out.println(response.body());
        assertThat(response.statusCode()).isEqualTo(200);
        System.out.println(served.get(served.at("/nothing")).body());
        System.out.println(served.get(served.observed("health")).body());
        System.out.println(served.get(served.observed("health/ready")).body());
        System.out.println(served.get(served.observed("metrics")).body());
    }
}
