package io.windowreload.local.dms;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.TestPostgres;
import io.windowreload.cli.DmsCommand;
import io.windowreload.local.dms.load.JdbcAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The example programs of the documents, in the languages that are on the machine. */
class ExamplesTest {
    private static final String EXAMPLES = "docs/examples/";
    private final JdbcAddress source = JdbcAddress.of(TestPostgres.emptyUrl());
    private final JdbcAddress target = JdbcAddress.of(TestPostgres.emptyUrl());

    /** The emulator as a program of its own. */
    static final class Alone {
        private Alone() {}

        public static void main(String[] arguments) {
            System.exit(new CommandLine(new DmsCommand()).execute(arguments));
        }
    }

    @Test
    void python_moves_a_table_breaks_cdc_and_sees_it() throws Exception {
        Shell.assume("the example in Python", "python3", "-c", "import boto3");

        assertThat(run(Map.of(), "python3", EXAMPLES + "dms_emulator.py"))
                .contains("ITEMS Table completed 2", "CDC is stopped - Stop Reason NORMAL");
        assertMoved();
    }

    @Test
    void javascript_moves_a_table_breaks_cdc_and_sees_it() throws Exception {
        var path = Map.of("NODE_PATH", System.getProperty("conformance.node-path", ""));
        Shell.assume(
                "the example in JavaScript (-Dconformance.node-path=…/node_modules)",
                path,
                List.of("node", "-e", "require('@aws-sdk/client-database-migration-service')"));

        assertThat(run(path, "node", EXAMPLES + "dms_emulator.mjs"))
                .contains("ITEMS Table completed 2", "CDC is stopped - Stop Reason NORMAL");
        assertMoved();
    }

    private String run(Map<String, String> environment, String program, String example) throws Exception {
        LogicalPostgres.run(
                source,
                "create schema \"SHOP\"",
                "create table \"SHOP\".\"ITEMS\" (id int primary key)",
                "insert into \"SHOP\".\"ITEMS\" values (1), (2)");
        var all = new HashMap<>(environment);
        all.put(
                "DMS_EMULATOR",
                String.join(
                        " ",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Alone.class.getName()));
        return Shell.run(all, List.of(program, example, source.url(), target.url()))
                .output();
    }

    private void assertMoved() {
        assertThat(LogicalPostgres.single(target, "select count(*) from shop.items"))
                .isEqualTo("2");
    }
}
