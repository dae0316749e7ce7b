package io.windowreload.local.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.windowreload.TestPostgres;
import io.windowreload.local.CloudOptions;
import io.windowreload.local.LocalCloud;
import io.windowreload.local.cdc.ConflictPolicies.Policy;
import io.windowreload.local.dms.load.JdbcAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Changes that do not fit production, and what each of DMS's policies makes of them. */
class ConflictPolicyTest {
    private static final int CUSTOMERS = 60;
    private static final int ORDERS = 120;

    private final JdbcAddress target = JdbcAddress.of(TestPostgres.emptyUrl());
    private final LocalCloud cloud =
            LocalCloud.start(CloudOptions.of(CUSTOMERS, ORDERS).quiet(), target);

    @BeforeEach
    void awaitExceptionsTable() {
        await().until(() -> single("select count(*) from pg_tables where tablename = 'awsdms_apply_exceptions'") == 1);
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void an_update_without_a_row_is_in_the_exceptions_table_by_default_and_a_delete_is_not() throws Exception {
        run("truncate production.orders");
        try (var cdc = writer(ConflictPolicies.DEFAULT)) {
            await().until(() -> cdc.counts().deleted() > 2 && exceptions("update orders%") > 2);

            assertThat(exceptions("delete%")).isZero();
        }
    }

    @Test
    void an_insert_whose_key_is_taken_updates_the_row() throws Exception {
        run("insert into production.customers (customer_id, name) values (61, 'in the way')");
        try (var cdc = writer(new ConflictPolicies(Policy.INSERT_RECORD, Policy.LOG_ERROR, Policy.IGNORE_RECORD))) {
            await().until(() -> single("select count(*) from production.customers where name = 'New 61'") == 1);

            assertThat(exceptions("insert%")).isZero();
        }
    }

    @Test
    void an_update_without_a_row_inserts_the_row_of_the_source() throws Exception {
        run("truncate production.customers cascade");
        try (var cdc = writer(new ConflictPolicies(Policy.LOG_ERROR, Policy.UPDATE_RECORD, Policy.IGNORE_RECORD))) {
            await().until(() -> single("select count(*) from production.customers where customer_id <= 60"
                            + " and name is not null and created_at is not null")
                    > 5);

            assertThat(cdc.drain(Duration.ofSeconds(20))).isTrue();
            assertThat(exceptions("update customers%")).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"IGNORE_RECORD", "SUSPEND_TABLE"})
    void others_leave_no_trace_in_the_exceptions_table(Policy policy) throws Exception {
        run("truncate production.orders");
        try (var cdc = writer(new ConflictPolicies(Policy.LOG_ERROR, policy, Policy.IGNORE_RECORD))) {
            await().until(() -> cdc.counts().withoutEffect() > 10);

            assertThat(exceptions("update%")).isZero();
            if (policy == Policy.SUSPEND_TABLE) {
                var before = single("select count(*) from production.orders");
                var applied = cdc.counts().applied();
                await().until(() -> cdc.counts().applied() > applied + 20);
                assertThat(single("select count(*) from production.orders"))
                        .as("no change of a suspended table is applied")
                        .isEqualTo(before);
            }
        }
    }

    @Test
    void a_conflict_can_stop_the_task_whose_lag_then_grows() throws Exception {
        run("truncate production.orders");
        try (var cdc = writer(new ConflictPolicies(Policy.LOG_ERROR, Policy.STOP_TASK, Policy.IGNORE_RECORD))) {
            await().until(cdc::stopped);

            var lag = cdc.lag();
            await().until(() -> cdc.lag().compareTo(lag) > 0);
            assertThat(cdc.drain(Duration.ofMillis(50))).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UPDATE_RECORD, LOG_ERROR, LOG_ERROR",
        "LOG_ERROR, INSERT_RECORD, LOG_ERROR",
        "LOG_ERROR, LOG_ERROR, UPDATE_RECORD",
        "LOG_ERROR, LOG_ERROR, INSERT_RECORD"
    })
    void policies_that_dms_does_not_have_are_refused(Policy insert, Policy update, Policy delete) {
        assertThatThrownBy(() -> new ConflictPolicies(insert, update, delete))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private CdcWriter writer(ConflictPolicies policies) {
        var plan = new CdcPlan(300, Duration.ZERO, 7, CUSTOMERS, ORDERS, ZoneId.of("UTC"));
        return CdcWriter.start(cloud.source().address(), target, plan.conflicts(policies));
    }

    private long exceptions(String statement) throws SQLException {
        return single("select count(*) from awsdms_apply_exceptions where \"STATEMENT\" like '" + statement + "'");
    }

    private void run(String sql) throws SQLException {
        try (var connection = target.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long single(String query) throws SQLException {
        try (var connection = target.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
