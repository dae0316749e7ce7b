package io.windowreload.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.TableWindow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableRegistryTest {
    @Test
    void the_sources_key_may_be_declared() throws Exception {
        var registry = TableRegistry.parse(
                "{\"tables\":[{\"source\":\"S.T\",\"target\":\"p.t\",\"windowColumn\":\"U\",\"key\":[\"id\"]}]}");

        assertThat(registry.tables().get(0).key()).containsExactly("id");
    }

    @Test
    void columns_may_have_another_name_at_the_target_and_comments_are_for_people() throws Exception {
        var table = TableRegistry.parse("""
                        {"tables":[{"source":"S.T","target":"p.t","windowColumn":"UPD","columns":["ID","UPD","Odd"],
                          "rename":{"UPD":"changed","Odd":"even"},"comment":"why"}],"notReloaded":[{"source":"S.X","why":"no"}]}
                        """).tables().get(0);

        assertThat(table.columns()).extracting(table::targetColumn).containsExactly("ID", "changed", "even");
        assertThat(table.targetColumn("upd")).isEqualTo("changed");
        assertThat(List.of("changed", "even", "id"))
                .extracting(table::sourceColumn)
                .containsExactly("UPD", "Odd", "ID");
    }

    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(VersionFlag.V202012)
            .getSchema(TableRegistryTest.class.getResourceAsStream("/config/tables.schema.json"));

    /** What the schema, from which editors complete, says to a table. */
    private static boolean fitsTheSchema(String window) throws JsonProcessingException {
        return SCHEMA.validate(new ObjectMapper()
                        .readTree("{\"tables\":[{\"source\":\"S.T\",\"target\":\"p.t\"," + window + "}]}"))
                .isEmpty();
    }

    private static ReloadTable deciding(String window) throws JsonProcessingException {
        return TableRegistry.parse("{\"tables\":[{\"source\":\"S.T\",\"target\":\"p.t\"," + window + "}]}")
                .tables()
                .get(0);
    }

    @Test
    void a_window_is_judged_on_a_column_on_several_on_what_tells_a_time_or_on_nothing() throws Exception {
        assertThat(deciding("\"windowColumn\":\"U\"").window()).isEqualTo(TableWindow.of("U"));
        assertThat(deciding("\"window\":{\"column\":\"U\"}").window()).isEqualTo(TableWindow.of("U"));
        assertThat(deciding("\"window\":{\"columns\":[\"U\",\"C\"]}").window().columns())
                .containsExactly("U", "C");
        assertThat(deciding("\"window\":{\"column\":\"U\",\"as\":\"epoch-millis\"}")
                        .window())
                .hasToString("U as epoch-millis");
        assertThat(deciding("\"window\":{\"whole\":true}").window()).isEqualTo(TableWindow.WHOLE);
        assertThat(deciding("\"window\":{\"columns\":[\"Upd\",\"C\"]},\"rename\":{\"C\":\"Made\"}")
                        .targetWindow()
                        .columns())
                .containsExactly("upd", "Made");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'windowColumn':'U'",
                "'window':{'column':'U'}",
                "'window':{'columns':['U','C']},'columns':['ID','U','C'],'ignore':['X'],'key':['id'],'rename':{'C':'c'}",
                "'window':{'column':'U','as':'epoch-seconds'},'cdcTask':'arn:one','comment':'why'",
                "'window':{'columns':['U','C'],'as':'yyyy-MM-dd HH:mm:ss.SSS'}",
                "'window':{'whole':true}"
            })
    void what_is_read_fits_the_schema_too(String table) throws Exception {
        assertThat(deciding(table.replace('\'', '"')).target().name()).isEqualTo("t");
        assertThat(fitsTheSchema(table.replace('\'', '"'))).isTrue();
    }

    @Test
    void an_editor_may_be_told_of_the_schema() throws Exception {
        assertThat(TableRegistry.parse(
                                "{\"$schema\":\"tables.schema.json\",\"tables\":[{\"source\":\"S.T\",\"target\":\"p.t\","
                                        + "\"windowColumn\":\"U\"}]}")
                        .tables())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'key':['id'] | a \"windowColumn\" or a \"window\"",
                "'windowColumn':'U','window':{'whole':true} | not both",
                "'window':{} | one of them alone",
                "'window':{'column':'U','columns':['C']} | one of them alone",
                "'window':{'column':'U','whole':true} | one of them alone",
                "'window':{'whole':false} | one of them alone",
                "'window':{'columns':[]} | is empty",
                "'window':{'columns':['U','U']} | names a column twice",
                "'window':{'whole':true,'as':'yyyyMMdd'} | with \"whole\" there is none",
                "'window':{'column':'U','as':'dd.MM.yyyy'} | 'dd.MM.yyyy' is no form of a time",
                "'window':{'columns':['U','C']},'ignore':['c'] | ignores columns that it wants",
                "'window':{'colum':'U'} | colum"
            })
    void what_cannot_decide_about_a_window_is_refused(String window, String why) throws Exception {
        // That a column is not among those to ignore no schema can say.
        assertThat(fitsTheSchema(window.replace('\'', '"'))).isEqualTo(why.startsWith("ignores"));
        assertThatThrownBy(() -> deciding(window.replace('\'', '"'))).hasMessageContaining(why);
    }

    private static final String OF_TWO = """
            {"tables":[{"source":"S.T","target":"p.t","windowColumn":"U","cdcTask":"arn:one"},
              {"source":"S.V","target":"p.v","windowColumn":"U"%s}]}
            """;

    @Test
    void a_table_belongs_to_the_cdc_task_that_it_names_or_to_the_only_one() throws Exception {
        var named = TableRegistry.parse(OF_TWO.formatted(",\"cdcTask\":\"arn:two\""))
                .among(List.of("arn:one", "arn:two"));
        assertThat(named.tables()).extracting(ReloadTable::cdcTask).containsExactly("arn:one", "arn:two");

        var only = TableRegistry.parse(OF_TWO.formatted("")).among(List.of("arn:one"));
        assertThat(only.tables()).extracting(ReloadTable::cdcTask).containsExactly("arn:one", "arn:one");

        var none = TableRegistry.parse(OF_TWO.formatted("")).among(List.of());
        assertThat(none.tables()).extracting(ReloadTable::cdcTask).containsOnly("");
    }

    @Test
    void which_of_several_cdc_tasks_has_a_table_is_not_guessed() throws Exception {
        var unsaid = TableRegistry.parse(OF_TWO.formatted(""));
        var unknown = TableRegistry.parse(OF_TWO.formatted(",\"cdcTask\":\"arn:three\""));

        assertThatThrownBy(() -> unsaid.among(List.of("arn:one", "arn:two")))
                .hasMessageContaining("p.v")
                .hasMessageContaining("several CDC tasks");
        assertThatThrownBy(() -> unknown.among(List.of("arn:one", "arn:two")))
                .hasMessageContaining("arn:three")
                .hasMessageContaining("not among");
        assertThatThrownBy(() -> unknown.among(List.of("arn:one"))).hasMessageContaining("arn:three");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"rename\":{\"A\":\"x\",\"B\":\"x\"}",
                "\"rename\":{\"A\":\"\"}",
                "\"rename\":{\"A\":null}",
                "\"rename\":{\"A\":\"x\"},\"ignore\":[\"A\"]"
            })
    void a_rename_that_makes_no_sense_is_refused(String member) {
        assertThatThrownBy(() -> TableRegistry.parse(
                        "{\"tables\":[{\"source\":\"S.T\",\"target\":\"p.t\",\"windowColumn\":\"U\"," + member + "}]}"))
                .isInstanceOfSatisfying(
                        ReloadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLES_INVALID));
    }

    private static TableRegistry two() throws JsonProcessingException {
        return TableRegistry.parse("""
                {"tables":[{"source":"S.A","target":"p.a","windowColumn":"U"},{"source":"S.B","target":"q.b","windowColumn":"U"}]}
                """);
    }

    @Test
    void tables_are_found_with_and_without_their_schema_and_keep_the_registry_s_order() throws Exception {
        assertThat(two().resolve(List.of("q.b", "a")))
                .extracting(table -> table.target().toString())
                .containsExactly("p.a", "q.b");
        assertThat(two().resolve(List.of())).hasSize(2);
    }

    @Test
    void an_unknown_table_is_refused_with_its_place() throws Exception {
        var registry = two();

        assertThatThrownBy(() -> registry.resolve(List.of("a", "c")))
                .isInstanceOfSatisfying(ReloadException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.TABLE_UNKNOWN);
                    assertThat(e.pointer()).isEqualTo("/tables/1");
                });
    }

    @Test
    void targets_of_one_name_have_names_of_their_own_in_staging() throws Exception {
        var long63 = "a".repeat(63);

        var tables = TableRegistry.parse("""
                {"tables":[{"source":"S.A","target":"p.a","windowColumn":"U"},{"source":"T.A","target":"q.a","windowColumn":"U"},
                  {"source":"S.Q_A","target":"p.q_a","windowColumn":"U"},{"source":"S.B","target":"p.b","windowColumn":"U"},
                  {"source":"S.L","target":"p.%1$s","windowColumn":"U"},{"source":"T.L","target":"q.%1$s","windowColumn":"U"}]}
                """.formatted(long63)).tables();

        assertThat(tables)
                .extracting(ReloadTable::stagingName)
                .containsExactly("p_a", "q_a_2", "q_a", "b", "p_" + "a".repeat(61), "q_" + "a".repeat(61));
    }

    @Test
    void a_target_of_two_sources_is_refused() {
        assertThatThrownBy(() -> TableRegistry.parse("""
                        {"tables":[{"source":"S.A","target":"p.a","windowColumn":"U"},{"source":"T.A","target":"p.a","windowColumn":"U"}]}
                        """))
                .isInstanceOfSatisfying(
                        ReloadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLES_INVALID));
    }

    @Test
    void the_shipped_registry_is_the_guide_s() {
        assertThat(TableRegistry.load(Path.of("config/tables.json")).tables())
                .extracting(ReloadTable::staging)
                .hasToString("[staging.customers, staging.orders]");
    }

    @Test
    void a_mark_of_utf_8_is_read_over_and_another_encoding_is_named(@TempDir Path folder) throws Exception {
        var json = "{\"tables\":[{\"source\":\"S.T\",\"target\":\"p.t\",\"windowColumn\":\"C\",\"ignore\":[\"OLD\"]}]}";
        var marked = Files.writeString(folder.resolve("marked.json"), "\uFEFF" + json);
        assertThat(TableRegistry.load(marked).tables().get(0).ignore()).containsExactly("OLD");

        var wide = Files.write(folder.resolve("wide.json"), json.getBytes(StandardCharsets.UTF_16));
        assertThatThrownBy(() -> TableRegistry.load(wide))
                .isInstanceOfSatisfying(
                        ReloadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLES_INVALID))
                .hasMessageContaining("UTF-16");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"columns\":[\"id\",\"c\",\"id\"]",
                "\"ignore\":[\"X\",\"X\"]",
                "\"columns\":[\"id\",\"c\"],\"ignore\":[\"ID\"]",
                "\"ignore\":[\"C\"]"
            })
    void columns_that_are_named_twice_or_wanted_and_ignored_are_refused(String members) {
        assertThatThrownBy(() -> TableRegistry.parse(
                        "{\"tables\":[{\"source\":\"S.T\",\"target\":\"p.t\",\"windowColumn\":\"C\"," + members
                                + "}]}"))
                .isInstanceOfSatisfying(
                        ReloadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLES_INVALID));
    }
}
