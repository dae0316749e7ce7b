package io.windowreload.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever edits a route and breaks it is told where. */
class RouteFaultTest {
    private static final String GOOD = """
            # a comment
            - route:
                id: edited
                from:
                  uri: "timer:edited"
                  steps:
                    - log: "good"
                    - filter:
                        simple: "${body} != null"
                        steps:
                          - bean:
                              ref: reload
                              method: clear
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            log: "good"       | log: "good       | 9  | expected <block end>
            - log             | - lgo            | 7  | lgo
            from:             | frm:             | 3  | frm
            timer:edited      | timer:e?perriod=1| 5  | perriod=1
            timer:edited      | nowhere:edited   | 5  | nowhere
            timer:edited      | timer:{{no.key}} | 5  | no.key
            != null           | =! null          | 8  | Unexpected token
            ref: reload       | ref: nobody      | 8  | nobody
            """)
    void a_broken_route_is_named_with_its_file_and_line(String good, String broken, int line, String telling)
            throws Exception {
        assertThat(GOOD).contains(good);
        var file = Files.writeString(folder.resolve("edited.camel.yaml"), GOOD.replace(good, broken));

        assertThat(fault()).startsWith(file + ":" + line + ":").contains(telling);
    }

    private String fault() throws IOException {
        var main = new Main();
        main.bind("reload", new ArrayList<>());
        main.configure().withRoutesIncludePattern("file:" + folder + "/*.camel.yaml");
        try {
            var thrown = catchException(main::start);
            assertThat(thrown).isNotNull();
            return RouteFault.of(thrown, main.getCamelContext());
        } finally {
            main.stop();
        }
    }
}
