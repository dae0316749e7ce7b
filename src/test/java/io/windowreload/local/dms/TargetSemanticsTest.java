package io.windowreload.local.dms;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.local.dms.load.DocumentReading;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

/** What becomes of tables, columns, types and bad rows at the target. */
class TargetSemanticsTest {
    private static final String TABLE = "create schema if not exists staging; create table staging.t ";
    private static final String RULES = String.join(
            ",", Mappings.include(1, "T"), Mappings.toStaging(2), Mappings.lowerTables(3), Mappings.lowerColumns(4));
    private static final String LENIENT = "{\"FullLoadSettings\":{\"TargetTablePrepMode\":\"DO_NOTHING\"}}";
    private Emulated emulated = new Emulated();

    @AfterEach
    void close() {
        emulated.close();
    }

    @Test
    void rows_are_copied_by_position_so_an_extra_column_is_a_table_error() {
        source("ID NUMBER(9) primary key, NAME VARCHAR2(20)", "(1, 'one')");
        emulated.atTarget(TABLE + "(id int, name text, _dms_processing_status text default 'NEW')");

        var task = load(Emulated.CAREFUL);

        assertThat(task.status()).isEqualTo("failed");
        assertThat(task.lastFailureMessage()).contains("row field count is 2, expected 3");
        assertThat(state(task)).isEqualTo("Table error");
    }

    @Test
    void rows_are_copied_by_position_so_columns_in_another_order_take_each_others_values() {
        source("ID NUMBER(9) primary key, NAME VARCHAR2(20), EMAIL VARCHAR2(20)", "(1, 'name', 'mail')");
        emulated.atTarget(TABLE + "(id int, email text, name text)");

        load(Emulated.CAREFUL);

        assertThat(emulated.target("select email from staging.t")).isEqualTo("name");
    }

    @Test
    void copying_by_name_can_be_chosen() {
        emulated.close();
        emulated = new Emulated(options -> options.reading(DocumentReading.STRICT.copyByName()));
        source("ID NUMBER(9) primary key, NAME VARCHAR2(20)", "(1, 'one')");
        emulated.atTarget(TABLE + "(status text default 'NEW', name text, id int)");

        load(Emulated.CAREFUL);

        assertThat(emulated.target("select id || name || status from staging.t"))
                .isEqualTo("1oneNEW");
    }

    @Test
    void a_large_object_above_the_limit_fails_the_task_where_the_endpoint_says_so() {
        emulated.close();
        emulated = new Emulated(options -> options.reading(DocumentReading.STRICT.failOnCut()));
        source("ID NUMBER(9), NOTES CLOB", "(1, '" + "x".repeat(3000) + "')");

        assertThat(load("{\"TargetMetadata\":{\"LobMaxSize\":2}}").lastFailureMessage())
                .contains("LOB data of column NOTES");
    }

    @Test
    void a_row_that_is_there_already_is_a_table_error() {
        source("ID NUMBER(9) primary key", "(1), (2)");
        emulated.atTarget(TABLE + "(id int primary key); insert into staging.t values (2)");

        var strict = load(Emulated.CAREFUL);
        assertThat(strict.status()).isEqualTo("failed");
        assertThat(strict.lastFailureMessage()).contains("duplicate key");
        var lenient = load(LENIENT);
        assertThat(lenient.stopReason()).endsWith("FULL_LOAD_ONLY_FINISHED");
        assertThat(state(lenient)).isEqualTo("Table error");
    }

    @Test
    void a_fraction_does_not_become_an_integer() {
        source("ID NUMBER(10,2)", "(1), (2.5)");
        emulated.atTarget(TABLE + "(id int)");

        load(LENIENT);

        assertThat(emulated.target("select string_agg(id::text, ',') from staging.t"))
                .isEqualTo("1");
        assertThat(load(Emulated.CAREFUL).lastFailureMessage())
                .contains("invalid input syntax for type integer: \"2.5");
    }

    @Test
    void a_large_object_is_cut_at_the_limit_or_stops_the_task() {
        source("ID NUMBER(9), NOTES CLOB, PHOTO BLOB", "(1, '" + "x".repeat(3000) + "', X'0102')");
        var limited = "{\"TargetMetadata\":{\"LobMaxSize\":2},\"FullLoadSettings\":{\"TargetTablePrepMode\":"
                + "\"DROP_AND_CREATE\"},\"ErrorBehavior\":{\"DataTruncationErrorPolicy\":\"%s\"}}";

        for (var policy : new String[] {"LOG_ERROR", "STOP_TASK"}) {
            load(limited.formatted(policy));
            assertThat(emulated.target("select length(notes) || ' ' || photo from staging.t"))
                    .isEqualTo("2048 \\x0102");
        }
        load("{\"TargetMetadata\":{\"FullLobMode\":true,\"LimitedSizeLobMode\":false}}");
        assertThat(emulated.target("select length(notes) from staging.t")).isEqualTo("3000");
        load("{\"TargetMetadata\":{\"SupportLobs\":false}}");
        assertThat(emulated.target("select count(notes) + count(photo) from staging.t"))
                .isEqualTo("0");
    }

    @Test
    void nul_is_a_space_empty_is_null_and_char_loses_its_padding() {
        source("ID NUMBER(9), A VARCHAR2(20), B VARCHAR2(20), C CHAR(5)", "(1, 'a' || char(0) || 'b', '', 'x')");

        load("{}");

        assertThat(emulated.target("select a || '|' || (b is null) || '|' || c || '|' from staging.t"))
                .isEqualTo("a b|true|x|");
    }

    @Test
    void a_number_without_scale_gets_ten_decimals() {
        source("ID NUMBER", "(1.12345678909)");

        load("{}");

        assertThat(emulated.target("select id from staging.t")).isEqualTo("1.1234567891");
        assertThat(type("id")).isEqualTo("numeric(38,10)");
    }

    @Test
    void a_created_table_has_the_types_that_dms_gives() {
        source(
                "A NUMBER(2), B NUMBER(9), C NUMBER(10), D NUMBER(10,2), E VARCHAR2(30), F TIMESTAMP(6), "
                        + "G TIMESTAMP(9), H CLOB, I BLOB, J BINARY_DOUBLE, K DATE",
                "(1, 2, 3, 4.5, 'e', TIMESTAMP '2025-01-01 00:00:00.123456', "
                        + "TIMESTAMP '2025-01-01 00:00:00.123456789', 'h', X'01', 1.5, DATE '2025-01-01')");

        load("{}");

        assertThat(emulated.target(
                        "select string_agg(format_type(atttypid, atttypmod), ' | ' order by attnum) from pg_attribute"
                                + " where attrelid = 'staging.t'::regclass and attnum > 0"))
                .isEqualTo("smallint | integer | numeric(10,0) | numeric(10,2) | character varying(30) | timestamp "
                        + "without time zone | character varying(37) | text | bytea | double precision | timestamp "
                        + "without time zone");
        assertThat(emulated.target("select f || ' ' || g || ' ' || j || ' ' || k from staging.t"))
                .isEqualTo("2025-01-01 00:00:00.123456 2025-01-01 00:00:00.123456789 1.5 2025-01-01 00:00:00");
    }

    @Test
    void a_column_can_be_removed_and_a_type_changed_but_each_column_obeys_one_rule() {
        source("ID NUMBER(9) primary key, SECRET VARCHAR2(9), AMOUNT NUMBER(9)", "(1, 's', 2)");
        var locator = "{\"schema-name\":\"SOURCE_SCHEMA\",\"table-name\":\"T\",\"column-name\":\"%s\"}";
        var remove = Mappings.transformation(10, "remove-column", "column", locator.formatted("SECRET"), "");
        var change = Mappings.transformation(
                11,
                "change-data-type",
                "column",
                locator.formatted("AMOUNT"),
                ",\"data-type\":{\"type\":\"numeric\",\"precision\":12,\"scale\":3}");
        var lower = Mappings.lowerColumns(20);

        var arn = emulated.create(
                Mappings.of(
                        Mappings.include(1, "T"),
                        Mappings.toStaging(2),
                        Mappings.lowerTables(3),
                        remove,
                        change,
                        lower),
                "{}");
        emulated.start(arn);
        emulated.awaitEnd(arn);

        assertThat(emulated.target("select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by"
                        + " attnum) from pg_attribute where attrelid = 'staging.t'::regclass and attnum > 0"))
                .as("AMOUNT keeps its case: rule 11 is its only rule")
                .isEqualTo("id integer, AMOUNT numeric(12,3)");
    }

    @Test
    void segments_cover_all_rows_that_have_a_value_in_their_column() {
        source("ID NUMBER(9) primary key, K NUMBER(9)", "(1, 10), (2, 20), (3, 21), (4, 30), (5, 99), (6, null)");
        var settings = "{\"rule-type\":\"table-settings\",\"rule-id\":\"9\",\"rule-name\":\"9\",\"object-locator\":"
                + "{\"schema-name\":\"SOURCE_SCHEMA\",\"table-name\":\"T\"},\"parallel-load\":{\"type\":\"ranges\","
                + "\"columns\":[\"K\",\"ID\"],\"boundaries\":[[\"20\",\"2\"],[\"30\",\"1\"]]}}";

        var task = emulated.load("{\"rules\":[" + RULES + "," + settings + "]}", "{}");

        assertThat(emulated.target("select string_agg(id::text, ',' order by id) from staging.t"))
                .isEqualTo("1,2,3,4,5");
        assertThat(rows(task)).isEqualTo(5);
    }

    @Test
    void preparation_modes() {
        source("ID NUMBER(9) primary key", "(1)");
        emulated.atTarget(TABLE + "(id bigint primary key, extra text); insert into staging.t values (1, 'old')");

        load("{\"FullLoadSettings\":{\"TargetTablePrepMode\":\"DROP_AND_CREATE\"}}");
        assertThat(type("id")).isEqualTo("integer");
        emulated.atTarget("alter table staging.t alter id type bigint");
        load("{\"FullLoadSettings\":{\"TargetTablePrepMode\":\"TRUNCATE_BEFORE_LOAD\"}}");
        assertThat(type("id")).isEqualTo("bigint");
        assertThat(emulated.target("select count(*) from staging.t")).isEqualTo("1");
    }

    @Test
    void a_small_commit_rate_loads_the_same_rows() {
        var task = emulated.load(
                Mappings.of(Mappings.include(1, "ORDERS"), Mappings.toStaging(2)),
                "{\"FullLoadSettings\":{\"CommitRate\":7,\"CreatePkAfterFullLoad\":true}}");

        assertThat(task.status()).isEqualTo("stopped");
        assertThat(emulated.target("select count(*) from staging.\"ORDERS\"")).isEqualTo("120");
        assertThat(emulated.target("select count(*) from pg_constraint where contype = 'p' and conrelid ="
                        + " 'staging.\"ORDERS\"'::regclass"))
                .isEqualTo("1");
    }

    private void source(String columns, String values) {
        emulated.atSource(
                "create table SOURCE_SCHEMA.T (" + columns + "); insert into SOURCE_SCHEMA.T values " + values);
    }

    private ReplicationTask load(String settings) {
        return emulated.load("{\"rules\":[" + RULES + "]}", settings);
    }

    private String state(ReplicationTask task) {
        return emulated.statistics(task.replicationTaskArn(), "T").tableState();
    }

    private long rows(ReplicationTask task) {
        return emulated.statistics(task.replicationTaskArn(), "T").fullLoadRows();
    }

    private String type(String column) {
        return emulated.target("select format_type(atttypid, atttypmod) from pg_attribute where attrelid ="
                + " 'staging.t'::regclass and attname = '" + column + "'");
    }
}
