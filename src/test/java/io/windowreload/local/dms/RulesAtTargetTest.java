package io.windowreload.local.dms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

/** What the rules of a task make of its tables, columns and values at the target. */
class RulesAtTargetTest {
    private static final String T = "{\"schema-name\":\"SOURCE_SCHEMA\",\"table-name\":\"T\"}";
    private final Emulated emulated = new Emulated();

    @AfterEach
    void close() {
        emulated.close();
    }

    @Test
    void a_rule_for_a_data_type_changes_columns_of_that_type_only() {
        source("ID NUMBER(9) primary key, NAME VARCHAR2(20), NOTE CLOB", "(1, 'one', 'note')");

        load(Mappings.transformation(
                9,
                "change-data-type",
                "column",
                "{\"schema-name\":\"%\",\"table-name\":\"%\",\"column-name\":\"%\",\"data-type\":\"clob\"}",
                ",\"data-type\":{\"type\":\"string\",\"length\":4000}"));

        assertThat(types()).isEqualTo("ID integer, NAME character varying(20), NOTE character varying(4000)");
    }

    @Test
    void large_objects_of_one_table_travel_as_its_own_settings_say() {
        source("ID NUMBER(9) primary key, NOTE CLOB", "(1, '" + "x".repeat(3000) + "')");
        emulated.atSource("create table SOURCE_SCHEMA.U as select * from SOURCE_SCHEMA.T");
        emulated.atSource("create table SOURCE_SCHEMA.V as select * from SOURCE_SCHEMA.T");

        loaded(
                "{\"TargetMetadata\":{\"LobMaxSize\":2}}",
                Mappings.include(2, "U"),
                Mappings.include(3, "V"),
                lobs(4, "T", "unlimited", "0"),
                lobs(5, "U", "limited", "1"),
                lobs(6, "V", "none", "0"));

        assertThat(emulated.target(
                        "select (select length(\"NOTE\") from target.\"T\") || ' ' || (select length(\"NOTE\")"
                                + " from target.\"U\") || ' ' || (select length(\"NOTE\") from target.\"V\")"))
                .isEqualTo("3000 1024 2048");
    }

    private static String lobs(int id, String table, String mode, String size) {
        return "{\"rule-type\":\"table-settings\",\"rule-id\":\"" + id + "\",\"rule-name\":\"l" + id
                + "\",\"object-locator\":{\"schema-name\":\"SOURCE_SCHEMA\",\"table-name\":\"" + table
                + "\"},\"lob-settings\":{\"mode\":\"" + mode + "\",\"bulk-max-size\":\"" + size + "\"}}";
    }

    @Test
    void a_table_that_the_task_makes_has_the_key_that_a_rule_defines() {
        source("ID NUMBER(9) primary key, CODE VARCHAR2(20) not null", "(1, 'one')");

        load(
                Mappings.transformation(
                        8, "rename", "column", T.replace("}", ",\"column-name\":\"CODE\"}"), ",\"value\":\"code\""),
                key("CODE", ""));

        assertThat(emulated.target("select conname || ' ' || pg_get_constraintdef(oid) from pg_constraint"
                        + " where conrelid = 'target.\"T\"'::regclass and contype = 'p'"))
                .isEqualTo("pkx PRIMARY KEY (code)");
    }

    @Test
    void a_key_of_origin_unique_index_is_an_index() {
        source("ID NUMBER(9) primary key, CODE VARCHAR2(20)", "(1, 'one')");

        load(key("CODE", "\"origin\":\"unique-index\","));

        assertThat(emulated.target("select indexdef from pg_indexes where schemaname = 'target'"))
                .startsWith("CREATE UNIQUE INDEX pkx ON target.\"T\"");
    }

    @Test
    void a_key_of_a_column_that_does_not_travel_is_a_table_error() {
        source("ID NUMBER(9) primary key, CODE VARCHAR2(20)", "(1, 'one')");

        var task = loaded("{}", key("NOTHING", ""));

        assertThat(emulated.statistics(task.replicationTaskArn(), "T").tableState())
                .isEqualTo("Table error");
    }

    private static String key(String column, String origin) {
        return Mappings.transformation(
                9,
                "define-primary-key",
                "table",
                T,
                ",\"primary-key-def\":{\"name\":\"pkx\"," + origin + "\"columns\":[\"" + column + "\"]}");
    }

    @Test
    void columns_that_are_added_are_computed_from_the_row_or_null() {
        source("ID NUMBER(9) primary key, FIRST VARCHAR2(20), LAST VARCHAR2(20)", "(1, 'Ada', 'L'), (2, 'Bo', null)");

        load(
                add(5, "full_name", "$FIRST||' '||coalesce($LAST,'?')", "string"),
                add(6, "big", "case when $ID>1 then 1 else 0 end", "int4"),
                add(7, "origin", "$AR_M_SOURCE_SCHEMA||'.'||$AR_M_SOURCE_TABLE_NAME", "string"),
                add(8, "later", "", "datetime"),
                Mappings.transformation(
                        9, "remove-column", "column", T.replace("}", ",\"column-name\":\"LAST\"}"), ""));

        assertThat(emulated.target("select string_agg(concat_ws('|', \"ID\", \"FIRST\", full_name, big, origin, later),"
                        + " ' ' order by \"ID\") from target.\"T\""))
                .isEqualTo("1|Ada|Ada L|0|SOURCE_SCHEMA.T 2|Bo|Bo ?|1|SOURCE_SCHEMA.T");
        assertThat(types())
                .isEqualTo("ID integer, FIRST character varying(20), full_name character varying(60), big integer,"
                        + " origin character varying(60), later timestamp without time zone");
    }

    @Test
    void an_expression_over_a_column_that_is_not_there_fails_the_task() {
        source("ID NUMBER(9) primary key", "(1)");

        assertThat(loaded("{}", add(5, "x", "$NOTHING", "string")).lastFailureMessage())
                .contains("Failed to init column x");
    }

    @Test
    void what_is_not_emulated_fails_the_task_by_name() {
        source("ID NUMBER(9) primary key", "(1)");

        assertThat(loaded("{}", add(5, "x", "$AR_H_CHANGE_SEQ", "string")).lastFailureMessage())
                .contains("NotEmulated: rule 5: the emulator does not do the header $AR_H_CHANGE_SEQ");
        assertThat(loaded("{\"ControlTablesSettings\":{\"HistoryTableEnabled\":true}}")
                        .lastFailureMessage())
                .contains("NotEmulated: the emulator does not keep the control table");
    }

    private static String add(int id, String name, String expression, String type) {
        return Mappings.transformation(
                id,
                "add-column",
                "column",
                T,
                ",\"value\":\"" + name + "\",\"expression\":\"" + expression + "\",\"data-type\":{\"type\":\"" + type
                        + "\",\"length\":60}");
    }

    @Test
    void a_table_is_renamed_by_an_expression_over_its_name() {
        source("ID NUMBER(9) primary key", "(1)");

        load(Mappings.transformation(
                5, "rename", "table", T, ",\"expression\":\"lower($SCHEMA_NAME_VAR||'_'||$TABLE_NAME_VAR)\""));

        assertThat(emulated.target("select count(*) from target.source_schema_t"))
                .isEqualTo("1");
    }

    @Test
    void a_rule_without_a_target_is_for_what_its_locator_names() {
        source("ID NUMBER(9) primary key, AMOUNT NUMBER(5)", "(1, 2)");

        load(
                "{\"rule-type\":\"transformation\",\"rule-id\":\"5\",\"rule-name\":\"5\",\"object-locator\":"
                        + T.replace("}", ",\"column-name\":\"AMOUNT\"}")
                        + ",\"rule-action\":\"change-data-type\",\"data-type\":{\"type\":\"numeric\",\"precision\":10,\"scale\":7}}");

        assertThat(types()).isEqualTo("ID integer, AMOUNT numeric(10,7)");
    }

    @Test
    void views_are_loaded_where_the_rule_takes_views() {
        source("ID NUMBER(9) primary key", "(1)");
        emulated.atSource("create view SOURCE_SCHEMA.W as select ID from SOURCE_SCHEMA.T");

        load(Mappings.selection(
                2, "include", "{\"schema-name\":\"SOURCE_SCHEMA\",\"table-name\":\"W\",\"table-type\":\"view\"}"));

        assertThat(emulated.target("select count(*) from target.\"W\"")).isEqualTo("1");
    }

    @Test
    void digits_are_made_random_and_a_value_that_cannot_be_masked_follows_its_policy() {
        source("ID NUMBER(9) primary key, CARD VARCHAR2(20), PIN NUMBER(4)", "(1, 'A-12345678901', 1)");
        var random = mask(5, "CARD", "data-masking-digits-randomize", "");

        load(random);
        assertThat(emulated.target("select \"CARD\" from target.\"T\""))
                .matches("A-\\d{11}")
                .isNotEqualTo("A-12345678901");

        var hash = mask(6, "PIN", "data-masking-hash-mask", "");
        assertThat(loaded("{}", hash).lastFailureMessage()).contains("Data masking is not supported");
        assertThat(loaded("{\"ErrorBehavior\":{\"DataMaskingErrorPolicy\":\"IGNORE_RECORD\"}}", hash)
                        .stopReason())
                .contains("FULL_LOAD_ONLY_FINISHED");
        loaded("{\"ErrorBehavior\":{\"DataMaskingErrorPolicy\":\"LOG_ERROR\"}}", hash);
        assertThat(emulated.target("select \"PIN\" from target.\"T\"")).isEqualTo("1");
    }

    @Test
    void a_mask_counts_beside_a_change_of_type_with_a_lower_id() {
        source("ID NUMBER(9) primary key, NAME VARCHAR2(10)", "(1, 'one')");

        load(
                Mappings.transformation(
                        4,
                        "change-data-type",
                        "column",
                        T.replace("}", ",\"column-name\":\"NAME\"}"),
                        ",\"data-type\":{\"type\":\"string\",\"length\":64}"),
                mask(5, "NAME", "data-masking-hash-mask", ""));

        assertThat(emulated.target("select length(\"NAME\") from target.\"T\"")).isEqualTo("64");
    }

    private static String mask(int id, String column, String action, String more) {
        return Mappings.transformation(
                id, action, "column", T.replace("}", ",\"column-name\":\"" + column + "\"}"), more);
    }

    @Test
    void characters_are_replaced() {
        source("ID NUMBER(9) primary key, NAME VARCHAR2(10)", "(1, 'a#b')");

        loaded("{\"CharacterSetSettings\":{\"CharacterReplacements\":[{\"SourceCharacterCodePoint\":35,"
                + "\"TargetCharacterCodePoint\":43}]}}");

        assertThat(emulated.target("select \"NAME\" from target.\"T\"")).isEqualTo("a+b");
    }

    private void source(String columns, String rows) {
        emulated.atSource("create table SOURCE_SCHEMA.T (" + columns + ")");
        emulated.atSource("insert into SOURCE_SCHEMA.T values " + rows);
    }

    private void load(String... rules) {
        var task = loaded("{}", rules);
        assertThat(task.status()).as(task.lastFailureMessage()).isEqualTo("stopped");
    }

    private ReplicationTask loaded(String settings, String... rules) {
        var all = new ArrayList<>(List.of(Mappings.include(1, "T")));
        all.addAll(List.of(rules));
        all.add(Mappings.transformation(
                90, "rename", "schema", "{\"schema-name\":\"SOURCE_SCHEMA\"}", ",\"value\":\"target\""));
        return emulated.load(Mappings.of(all.toArray(String[]::new)), settings);
    }

    private String types() {
        return emulated.target(
                "select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum)"
                        + " from pg_attribute where attrelid = 'target.\"T\"'::regclass and attnum > 0");
    }
}
