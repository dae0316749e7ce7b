package io.windowreload.local.dms;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

/** What becomes of bad rows, long values and tables that cannot be loaded, policy by policy. */
class ErrorPolicyTest {
    private static final String RULES = Mappings.of(
            Mappings.include(1, "T"), Mappings.toStaging(2), Mappings.lowerTables(3), Mappings.lowerColumns(4));

    private final Emulated emulated = new Emulated();

    @AfterEach
    void close() {
        emulated.close();
    }

    @ParameterizedTest
    @CsvSource({
        "IGNORE_RECORD, stopped, Table completed, '1,3'",
        "LOG_ERROR, stopped, Table completed, '1,3'",
        "SUSPEND_TABLE, stopped, Table error,",
        "STOP_TASK, failed, Table error,"
    })
    void a_bad_row(String policy, String status, String state, String rows) {
        prepare("(1, 1.5), (2, 99999999), (3, 3.5)", "id int, amount numeric(5,2)");
        var task = load("\"DataErrorPolicy\":\"%s\"".formatted(policy));

        assertThat(task.status()).isEqualTo(status);
        assertThat(emulated.statistics(task.replicationTaskArn(), "T").tableState())
                .isEqualTo(state);
        if (rows == null) {
            return;
        }
        assertThat(emulated.target("select string_agg(id::text, ',' order by id) from staging.t"))
                .isEqualTo(rows);
        assertThat(emulated.statistics(task.replicationTaskArn(), "T").fullLoadRows())
                .as("a skipped row is not counted")
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "IGNORE_RECORD, stopped, Table completed",
        "LOG_ERROR, stopped, Table completed",
        "SUSPEND_TABLE, stopped, Table error",
        "STOP_TASK, failed, Table error"
    })
    void a_value_that_is_too_long(String policy, String status, String state) {
        emulated.atSource("create table SOURCE_SCHEMA.T (ID NUMBER(9), NAME VARCHAR2(20));"
                + " insert into SOURCE_SCHEMA.T values (1, 'short'), (2, 'rather long')");
        emulated.atTarget("create schema staging; create table staging.t (id int, name varchar(5))");
        var task = load("\"DataTruncationErrorPolicy\":\"%s\"".formatted(policy));

        assertThat(task.status()).isEqualTo(status);
        assertThat(emulated.statistics(task.replicationTaskArn(), "T").tableState())
                .isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({"SUSPEND_TABLE, stopped", "STOP_TASK, failed"})
    void a_table_that_cannot_be_loaded(String policy, String status) {
        prepare("(1, 1.5), (2, 2.5)", "id int primary key, amount numeric(5,2)");
        emulated.atTarget("insert into staging.t values (2, 0)");
        var task = load("\"TableErrorPolicy\":\"%s\"".formatted(policy));

        assertThat(task.status()).isEqualTo(status);
        assertThat(task.replicationTaskStats().tablesErrored()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "3, SUSPEND_TABLE, stopped, Table completed",
        "2, SUSPEND_TABLE, stopped, Table error",
        "2, STOP_TASK, failed, Table error"
    })
    void too_many_bad_rows_escalate(int count, String policy, String status, String state) {
        prepare("(1, 99999999), (2, 2.5), (3, 99999999)", "id int, amount numeric(5,2)");
        var task = load(
                "\"DataErrorPolicy\":\"IGNORE_RECORD\",\"DataErrorEscalationCount\":%d,\"DataErrorEscalationPolicy\":\"%s\""
                        .formatted(count, policy));

        assertThat(task.status()).isEqualTo(status);
        assertThat(emulated.statistics(task.replicationTaskArn(), "T").tableState())
                .isEqualTo(state);
    }

    @Test
    void the_words_of_postgresql_are_the_failure_of_the_task() {
        prepare("(1, 99999999)", "id int, amount numeric(5,2)");

        var task = load("\"DataErrorPolicy\":\"STOP_TASK\"");
        assertThat(task.lastFailureMessage())
                .startsWith("Last Error  ")
                .contains("numeric field overflow")
                .endsWith("Stop Reason FATAL_ERROR Error Level FATAL");
    }

    @Test
    void a_table_that_others_refer_to_cannot_be_truncated() {
        prepare("(1, 1.5)", "id int primary key, amount numeric(5,2)");
        emulated.atTarget("create table staging.child (id int references staging.t)");
        var task = emulated.load(
                RULES,
                "{\"FullLoadSettings\":{\"TargetTablePrepMode\":\"TRUNCATE_BEFORE_LOAD\"},"
                        + "\"ErrorBehavior\":{\"TableErrorPolicy\":\"STOP_TASK\"}}");

        assertThat(task.status()).isEqualTo("failed");
        assertThat(task.lastFailureMessage()).contains("foreign key constraint");
    }

    @Test
    void a_large_object_that_must_not_be_null_fails_in_full_lob_mode_only() {
        emulated.atSource("create table SOURCE_SCHEMA.T (ID NUMBER(9), NOTES CLOB);"
                + " insert into SOURCE_SCHEMA.T values (1, 'some')");
        emulated.atTarget("create schema staging; create table staging.t (id int, notes text not null)");
        var full = emulated.load(
                RULES,
                Emulated.CAREFUL.replaceFirst(
                        "\\{", "{\"TargetMetadata\":{\"FullLobMode\":true,\"LimitedSizeLobMode\":false},"));
        assertThat(full.lastFailureMessage()).contains("violates not-null constraint");

        assertThat(emulated.load(RULES, Emulated.CAREFUL).status()).isEqualTo("stopped");
        assertThat(emulated.target("select notes from staging.t")).isEqualTo("some");
    }

    private void prepare(String values, String columns) {
        emulated.atSource("create table SOURCE_SCHEMA.T (ID NUMBER(9), AMOUNT NUMBER(10,2));"
                + " insert into SOURCE_SCHEMA.T values " + values);
        emulated.atTarget("create schema staging; create table staging.t (" + columns + ")");
    }

    private ReplicationTask load(String behavior) {
        return emulated.load(
                RULES,
                "{\"FullLoadSettings\":{\"TargetTablePrepMode\":\"DO_NOTHING\"},\"ErrorBehavior\":{" + behavior + "}}");
    }
}
