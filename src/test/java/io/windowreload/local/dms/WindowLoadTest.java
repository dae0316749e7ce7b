package io.windowreload.local.dms;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A filtered full load from the Oracle stand-in into PostgreSQL. */
class WindowLoadTest {
    private static final String IN_JANUARY =
            "select count(*) from SOURCE_SCHEMA.CUSTOMERS where UPDATED_AT between '2025-01-01' and '2025-02-01'";
    private final Emulated emulated = new Emulated();

    @AfterEach
    void close() {
        emulated.close();
    }

    @Test
    void a_between_filter_loads_the_window_with_both_its_ends_and_no_row_without_a_time() {
        var task = emulated.load(Emulated.JANUARY, Emulated.CAREFUL);

        assertThat(task.status()).isEqualTo("stopped");
        assertThat(task.stopReason()).isEqualTo("Stop Reason FULL_LOAD_ONLY_FINISHED");
        assertThat(emulated.target("select count(*) from staging.customers")).isEqualTo(emulated.source(IN_JANUARY));
        assertThat(emulated.target("select array_agg(customer_id order by customer_id) from staging.customers"
                        + " where customer_id <= 9"))
                .isEqualTo("{2,3,4,5,6,7}");
        assertThat(emulated.target("select updated_at from staging.customers where customer_id = 6"))
                .isEqualTo("2025-01-31 23:59:59.999999");
    }

    @Test
    void every_value_arrives_as_it_was() {
        emulated.load(Emulated.JANUARY, Emulated.CAREFUL);

        var asSource =
                "select listagg(CUSTOMER_ID || '|' || coalesce(NAME, '-') || '|' || coalesce(EMAIL, '-') || '|' || "
                        + "to_char(CREATED_AT, 'YYYY-MM-DD HH24:MI:SS.FF6'), ';') within group (order by CUSTOMER_ID) from "
                        + "SOURCE_SCHEMA.CUSTOMERS where UPDATED_AT between '2025-01-01' and '2025-02-01'";
        var asTarget =
                "select string_agg(customer_id || '|' || coalesce(name, '-') || '|' || coalesce(email, '-') || '|' || "
                        + "to_char(created_at, 'YYYY-MM-DD HH24:MI:SS.US'), ';' order by customer_id) from staging.customers";
        assertThat(emulated.target(asTarget)).isEqualTo(emulated.source(asSource));
        assertThat(emulated.target("select sum(amount) from staging.orders"))
                .isEqualTo(emulated.source("select sum(AMOUNT) from SOURCE_SCHEMA.ORDERS"
                        + " where UPDATED_AT between '2025-01-01' and '2025-02-01'"));
    }

    @Test
    void statistics_name_the_source_tables_and_count_their_rows() {
        var arn = emulated.load(Emulated.JANUARY, Emulated.CAREFUL).replicationTaskArn();

        var customers = emulated.statistics(arn, "CUSTOMERS");
        assertThat(customers.schemaName()).isEqualTo("SOURCE_SCHEMA");
        assertThat(customers.tableState()).isEqualTo("Table completed");
        assertThat(customers.fullLoadRows()).isEqualTo(Long.valueOf(emulated.source(IN_JANUARY)));
        assertThat(customers.fullLoadEndTime()).isAfterOrEqualTo(customers.fullLoadStartTime());
        assertThat(emulated.task(arn).replicationTaskStats().fullLoadProgressPercent())
                .isEqualTo(100);
        assertThat(emulated.task(arn).replicationTaskStats().tablesLoaded()).isEqualTo(2);
    }

    @Test
    void two_conditions_in_one_filter_are_alternatives_so_the_guides_window_is_the_whole_table() {
        var mappings = Mappings.of(
                Mappings.include(1, "CUSTOMERS", Mappings.filter("UPDATED_AT", """
                                {"filter-operator":"gte","value":"2025-01-01 00:00:00"},
                                {"filter-operator":"lte","value":"2025-01-31 23:59:59"}""")),
                Mappings.toStaging(2),
                Mappings.lowerTables(3),
                Mappings.lowerColumns(4));

        emulated.load(mappings, Emulated.CAREFUL);

        assertThat(emulated.target("select count(*) from staging.customers")).isEqualTo("59");
        assertThat(emulated.source("select count(*) from SOURCE_SCHEMA.CUSTOMERS where UPDATED_AT is null"))
                .isEqualTo("1");
    }

    @Test
    void two_filters_must_both_hold() {
        var mappings = Mappings.of(
                Mappings.include(
                        1,
                        "CUSTOMERS",
                        Mappings.filter(
                                "UPDATED_AT", "{\"filter-operator\":\"gte\",\"value\":\"2025-01-01 00:00:00\"}"),
                        Mappings.filter("CUSTOMER_ID", "{\"filter-operator\":\"lte\",\"value\":\"6\"}")),
                Mappings.toStaging(2),
                Mappings.lowerTables(3),
                Mappings.lowerColumns(4));

        emulated.load(mappings, Emulated.CAREFUL);

        assertThat(emulated.target("select array_agg(customer_id order by customer_id) from staging.customers"))
                .isEqualTo("{2,3,4,5,6}");
    }

    @Test
    void without_lower_case_rules_the_rows_go_to_a_new_upper_case_table() {
        emulated.atTarget("create schema staging; create table staging.customers (customer_id int primary key)");
        var settings = "{\"TargetMetadata\":{\"TargetSchema\":\"staging\"},"
                + "\"FullLoadSettings\":{\"TargetTablePrepMode\":\"DO_NOTHING\"}}";

        emulated.load(Mappings.of(Mappings.include(1, "CUSTOMERS")), settings);

        assertThat(emulated.target("select count(*) from staging.customers")).isEqualTo("0");
        assertThat(emulated.target("select count(*) from staging.\"CUSTOMERS\""))
                .isEqualTo("60");
        assertThat(emulated.target("select count(*) from information_schema.table_constraints"
                        + " where table_name = 'CUSTOMERS' and constraint_type = 'PRIMARY KEY'"))
                .isEqualTo("1");
    }

    @Test
    void no_table_at_all_fails_the_task_with_progress_100() {
        var task = emulated.load(Mappings.of(Mappings.include(1, "NOBODY")), Emulated.CAREFUL);

        assertThat(task.status()).isEqualTo("failed");
        assertThat(task.lastFailureMessage())
                .startsWith("Last Error  No tables were found at task initialization.")
                .endsWith("Stop Reason FATAL_ERROR Error Level FATAL");
        assertThat(task.stopReason()).isEqualTo(task.lastFailureMessage());
        assertThat(task.replicationTaskStats().fullLoadProgressPercent()).isEqualTo(100);
        assertThat(emulated.statistics(task.replicationTaskArn(), "NOBODY").tableState())
                .isEqualTo("Table does not exist");
    }
}
