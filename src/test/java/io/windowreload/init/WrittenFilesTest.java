package io.windowreload.init;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.TableName;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code init} makes of files in which people have written as the formats allow. */
class WrittenFilesTest {
    private static final String TASKS = "reload.dms.cdc-task-arn";

    private static Map<Object, Object> taken(String text) throws IOException {
        var properties = new PropertiesText(text, Map.of(TASKS, ""));
        properties.take(Map.of(TASKS, "arn:1,arn:2,arn:3"));
        assertThat(properties.differences()).isEmpty();
        var read = new Properties();
        read.load(new StringReader(properties.text()));
        return read;
    }

    /** The last of them counts; and none of it may be left behind as a key that nobody knows. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=b\nreload.dms.cdc-task-arn=arn:1,arn:2\nc=d\n",
                "a=b\nreload.dms.cdc-task-arn=arn:1,\\\n    arn:2\nc=d\n",
                "a=b\r\nreload.dms.cdc-task-arn = \\\r\n  arn:1, \\\r\n  arn:2\r\nc=d\r\n",
                "a=b\n  reload.dms.cdc-task-arn: arn:1\nc=d",
                "a=b\nc=d\nreload.dms.cdc-task-arn arn:1,arn:2",
                "reload.dms.cdc-task-arn=arn:9\na=b\nreload.dms.cdc-task-arn=arn:1,arn:2\nc=d\n",
                "a=b\n# reload.dms.cdc-task-arn=arn:7 \\\nreload.dms.cdc-task-arn=\nc=d\n"
            })
    void a_value_is_replaced_whole_however_it_is_written(String text) throws IOException {
        assertThat(taken(text))
                .containsOnly(Map.entry("a", "b"), Map.entry("c", "d"), Map.entry(TASKS, "arn:1,arn:2,arn:3"));
    }

    @Test
    void comments_and_other_lines_stay_as_they_are() {
        var properties = new PropertiesText("# ours \\\n\na = b\\\n  c\nx=\n! more", Map.of());

        properties.take(Map.of("x", "1"));

        assertThat(properties.text()).isEqualTo("# ours \\\n\na = b\\\n  c\nx=1\n! more");
    }

    private static Proposal proposal(String source, String target) {
        return new Proposal.Table(
                new ReloadTable(TableName.parse(source), TableName.parse(target), "UPDATED_AT", List.of()), "a guess");
    }

    /** Two tables that would fill one would keep the program from reading the file at all; one name in two schemas is no trouble. */
    @Test
    void of_two_tables_for_one_target_the_second_is_not_reloaded_and_it_is_said_why() throws IOException {
        var file = TablesFile.of(
                "{\"tables\":[{\"source\":\"A.ORDERS\",\"target\":\"a.orders\",\"windowColumn\":\"UPDATED_AT\"}]}");

        file.take(List.of(
                proposal("A.ORDERS", "a.orders"),
                proposal("B.ORDERS", "b.orders"),
                proposal("B.ITEMS", "b.items"),
                proposal("C.OLD_ITEMS", "b.items"),
                proposal("C.ITEMS", "c.items")));

        var document = new ObjectMapper().readTree(file.text());
        assertThat(document.get("tables").findValuesAsText("source"))
                .containsExactly("A.ORDERS", "B.ORDERS", "B.ITEMS", "C.ITEMS");
        assertThat(document.get("notReloaded").findValuesAsText("source")).containsExactly("C.OLD_ITEMS");
        assertThat(document.get("notReloaded").findValuesAsText("why").get(0)).contains("b.items", "B.ITEMS");
        assertThat(file.differences()).containsExactly("B.ORDERS is new", "B.ITEMS is new", "C.ITEMS is new");
    }

    /** Where the two of them stand in the file already, people will be told by who reads it. */
    @Test
    void what_people_wrote_stays_even_so() throws IOException {
        var file = TablesFile.of(
                "{\"tables\":[{\"source\":\"A.ORDERS\",\"target\":\"a.orders\",\"windowColumn\":\"UPDATED_AT\"},"
                        + "{\"source\":\"B.ORDERS\",\"target\":\"b.orders\",\"windowColumn\":\"UPDATED_AT\"}]}");

        file.take(List.of(proposal("A.ORDERS", "a.orders"), proposal("B.ORDERS", "b.orders")));

        assertThat(new ObjectMapper().readTree(file.text()).get("tables")).hasSize(2);
    }
}
