package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The guide's procedure and views answer as the guide says. */
class GuideProcedureTest {
    private static final String STATUS =
            "select concat_ws(' ', table_name, total_records, pending_records, processed_records,"
                    + " error_records) from admin.oracle_pg_migration_status order by 1";

    private final MergeFixture target = new MergeFixture();

    @BeforeEach
    void register_the_tables_of_the_guide() {
        target.sql(
                "create table production.customers (customer_id int primary key, name varchar(100), updated_at timestamp)",
                "create table production.orders (order_id int primary key, customer_id int references production.customers,"
                        + " amount numeric(10, 2), updated_at timestamp)",
                "create table staging.customers (customer_id int, name varchar(100), updated_at timestamp)",
                "create table staging.orders (order_id int, customer_id int, amount numeric(10, 2), updated_at timestamp)",
                "insert into admin.reload_tables values (1, 'S', 'ORDERS', 'production', 'orders', 'orders', 'updated_at'),"
                        + " (2, 'S', 'CUSTOMERS', 'production', 'customers', 'customers', 'updated_at')");
    }

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void the_procedure_merges_what_is_staged_and_logs_it() {
        target.sql(
                "insert into production.customers values (1, 'old', '2025-01-01'), (3, 'newer', '2025-03-01')",
                "insert into staging.customers values (1, 'new', '2025-01-02'), (2, 'came', '2025-01-02'), (3, 'older', '2025-01-02')",
                "insert into staging.orders values (10, 2, 9.99, '2025-01-02')");

        target.sql("call merge_time_window_data()");

        assertThat(target.texts("select name from production.customers order by 1"))
                .containsExactly("came", "new", "newer");
        assertThat(
                        target.texts(
                                "select concat_ws(' ', table_name, records_updated, records_inserted) from admin.merge_logs order by id"))
                .containsExactly("customers 1 1", "orders 0 1");
        assertThat(target.texts("select status from admin.merge_summary")).containsExactly("SUCCESS");
        assertThat(target.texts("select notes from admin.merge_summary").get(0))
                .contains("production.customers staged 3, inserted 1, updated 1, unchanged 0, skipped 1")
                .contains("No fence was armed before the load of");
        assertThat(target.texts("select state || origin from admin.reload_runs"))
                .containsExactly("SUCCESSpsql");
        assertThat(target.number("select count(*) from pg_trigger where tgname like 'reload%'"))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "standard_conforming_strings = off",
                "default_transaction_isolation = serializable",
                "default_transaction_isolation = 'repeatable read'",
                "plpgsql.extra_errors = 'all'",
                "transform_null_equals = on"
            })
    void a_session_in_which_our_functions_mean_something_else_is_refused_by_the_name_of_its_setting(String setting) {
        target.sql("insert into staging.customers values (1, 'a', '2025-01-02')");

        assertThatThrownBy(() -> target.sql("set " + setting, "call merge_time_window_data()"))
                .hasMessageContaining(setting.split(" ", 2)[0]);

        assertThat(target.number("select count(*) from production.customers")).isZero();
    }

    @Test
    void it_fires_triggers_or_not_as_the_last_run_of_the_program_did() {
        target.sql(
                "insert into staging.customers values (1, 'a', '2025-01-02')",
                "create function production.no() returns trigger language plpgsql as"
                        + " $$ begin raise exception 'fired'; end $$",
                "create trigger no before insert on production.customers for each row execute function production.no()",
                "insert into admin.reload_runs (request_id, origin, state, triggers, finished_at)"
                        + " values ('before', 'cli', 'SUCCESS', 'skip', now())",
                "call merge_time_window_data()");

        assertThat(target.number("select count(*) from production.customers")).isEqualTo(1);
    }

    @Test
    void the_second_call_writes_nothing() {
        target.sql("insert into staging.customers values (1, 'a', '2025-01-02')", "call merge_time_window_data()");

        target.sql("call merge_time_window_data()");

        assertThat(
                        target.texts(
                                "select records_updated + records_inserted from admin.merge_logs where table_name = 'customers' order by id"))
                .containsExactly("1", "0");
        assertThat(target.number("select count(*) from pg_indexes where indexname like 'reload_key%'"))
                .as("indexes left on staging")
                .isZero();
    }

    @Test
    void a_row_that_production_refuses_is_named_in_the_summary_and_the_rest_is_merged() {
        target.sql(
                "alter table production.customers add constraint no_dogs check (name <> 'dog')",
                "insert into staging.customers values (1, 'cat', '2025-01-02'), (2, 'dog', '2025-01-02')",
                "call merge_time_window_data()");

        assertThat(target.texts("select name from production.customers")).containsExactly("cat");
        assertThat(target.texts("select status || ' ' || notes from admin.merge_summary"))
                .singleElement()
                .asString()
                .startsWith("FAILED Merged what was staged: ")
                .contains("ROWS_REJECTED: production.customers");
        assertThat(target.texts("select state || error_code from admin.reload_runs"))
                .containsExactly("PARTIALROWS_REJECTED");
    }

    @Test
    void a_failure_is_recorded_to_stay_and_raised_as_it_was() {
        target.sql("alter table production.customers drop constraint customers_pkey cascade");

        assertThatThrownBy(() -> target.sql("call merge_time_window_data()"))
                .rootCause()
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("WR002"))
                .hasMessageContaining("no primary key");
        assertThat(target.texts("select status || ' ' || notes from admin.merge_summary"))
                .containsExactly(
                        "FAILED Error: production.customers has no primary key, and no unique index that could stand for it: add one over columns that are NOT NULL");
        assertThat(target.texts("select state || error_code from admin.reload_runs"))
                .containsExactly("FAILEDTARGET_TABLE_UNFIT");
        assertThat(target.texts("select error_detail from admin.reload_runs"))
                .containsExactly(
                        "production.customers has no primary key, and no unique index that could stand for it: add one over columns that are NOT NULL (SQLSTATE WR002)");
        assertThat(target.number("select count(*) from pg_trigger where tgname like 'reload%'"))
                .isZero();
    }

    @Test
    void a_call_that_is_cancelled_is_recorded_too() {
        target.sql(
                "create function production.slow() returns trigger language plpgsql as 'begin perform pg_sleep(10); return new; end'",
                "create trigger slow before insert on production.customers for each row execute function production.slow()",
                "insert into staging.customers values (1, 'a', '2025-01-02')");

        assertThatThrownBy(() -> {
                    try (var session = target.session("origin")) {
                        session.run("set statement_timeout = '3s'").run("call merge_time_window_data()");
                    }
                })
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
        assertThat(target.texts("select status from admin.merge_summary")).containsExactly("FAILED");
    }

    @Test
    void a_table_that_was_never_staged_is_named() {
        target.sql("drop table staging.orders");

        assertThatThrownBy(() -> target.sql("call merge_time_window_data()"))
                .hasMessageContaining("nothing was ever staged in staging.orders")
                .hasMessageContaining("A run of the program makes the staging tables");

        assertThat(target.texts("select 1 from admin.reload_runs")).isEmpty();
    }

    @Test
    void inside_a_transaction_the_procedure_says_no_and_does_nothing() throws Exception {
        target.sql("insert into staging.customers values (1, 'a', '2025-01-02')");
        try (var session = target.session("origin")) {
            session.run("begin");
            assertThatThrownBy(() -> session.run("call merge_time_window_data()"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("2D000"));
        }

        assertThat(target.number("select count(*) from admin.reload_runs")).isZero();
    }

    @Test
    void the_fence_of_an_open_run_counts_for_the_procedure_too() {
        target.sql("insert into production.customers values (1, 'a', '2025-01-02'), (2, 'b', '2025-01-02')");
        var run = target.open("{}", "customers");
        target.arm(run);
        target.sql("insert into staging.customers select * from production.customers");
        target.cdc("delete from production.customers where customer_id = 1");

        target.sql("call merge_time_window_data()");

        assertThat(target.texts("select name from production.customers")).containsExactly("b");
        assertThat(target.texts("select notes from admin.merge_summary").get(0))
                .contains("No fence was armed before the load of production.orders:");
    }

    @Test
    void what_cdc_wrote_after_the_load_stays_although_nobody_armed_a_fence() {
        target.sql(
                "insert into production.customers values (1, 'old', '2025-01-02')",
                "insert into staging.customers values (1, 'staged', '2025-01-02')");
        target.cdc("update production.customers set name = 'cdc'");

        target.sql("call merge_time_window_data()");

        assertThat(target.texts("select name from production.customers")).containsExactly("cdc");
    }

    @Test
    void the_status_view_shows_zeros_before_anything_is_staged() {
        assertThat(target.texts(STATUS)).containsExactly("customers 0 0 0 0", "orders 0 0 0 0");
    }

    @Test
    void the_status_view_follows_the_staged_rows() {
        target.sql(
                "insert into staging.customers values (1, 'a', '2025-01-02'), (2, 'b', '2025-01-02')",
                "insert into staging.orders values (10, 1, 1, '2025-01-02'), (11, 99, 1, '2025-01-02')");
        assertThat(target.texts(STATUS)).containsExactly("customers 2 2 0 0", "orders 2 2 0 0");

        target.sql("call merge_time_window_data()");
        assertThat(target.texts(STATUS)).containsExactly("customers 2 0 2 0", "orders 2 0 1 1");

        target.sql("insert into staging.customers values (3, 'c', '2025-01-02')");
        assertThat(target.texts(STATUS)).containsExactly("customers 3 1 2 0", "orders 2 0 1 1");

        target.sql("truncate staging.customers", "insert into staging.customers values (4, 'd', '2025-01-02')");
        assertThat(target.texts(STATUS)).containsExactly("customers 1 1 0 0", "orders 2 0 1 1");
    }

    @Test
    void the_type_view_shows_every_difference_and_nothing_else() {
        target.sql(
                "alter table production.customers add twice text generated always as (name || name) stored, add only_here text,"
                        + " add code numeric(8, 2), add big text",
                "alter table staging.customers add only_there text, add code numeric(8, 3), add big int,"
                        + " alter name type varchar(50), alter updated_at type timestamp(3)");

        assertThat(
                        target.texts(
                                "select concat_ws(' ', table_name, column_name, status) from admin.oracle_pg_type_verification order by 1"))
                .containsExactly(
                        "customers big DATA TYPE MISMATCH",
                        "customers code SCALE MISMATCH",
                        "customers name LENGTH MISMATCH",
                        "customers only_here MISSING IN STAGING",
                        "customers only_there MISSING IN TARGET",
                        "customers updated_at PRECISION MISMATCH");
    }
}
