package io.windowreload.local.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.TestPostgres;
import io.windowreload.local.CloudOptions;
import io.windowreload.local.LocalCloud;
import io.windowreload.local.dms.load.JdbcAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CdcWriterTest {
    private final JdbcAddress target = JdbcAddress.of(TestPostgres.emptyUrl());
    private final LocalCloud cloud = LocalCloud.start(CloudOptions.of(60, 120).quiet(), target);

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void a_lost_session_loses_no_change() throws Exception {
        try (var cdc = writer(Duration.ofMillis(20))) {
            await().until(() -> cdc.counts().applied() > 20);
            single("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database()"
                    + " and pid <> pg_backend_pid()");

            assertThat(cdc.drain(Duration.ofSeconds(20))).isTrue();

            assertThat(cdc.counts().applied()).isEqualTo(cdc.counts().made());
            assertThat(single("select count(*) from production.orders where order_id > 120"))
                    .isEqualTo(atSource("select count(*) from SOURCE_SCHEMA.ORDERS where ORDER_ID > 120"));
        }
    }

    @Test
    void production_is_behind_by_the_latency() throws Exception {
        try (var cdc = writer(Duration.ofHours(1))) {
            await().until(() -> cdc.counts().made() > 10);

            assertThat(cdc.counts().applied()).isZero();
            await().until(() -> cdc.lag().compareTo(Duration.ofMillis(50)) > 0);
            assertThat(cdc.drain(Duration.ofMillis(50))).isFalse();
        }
    }

    @Test
    void a_change_that_production_refuses_goes_to_the_exceptions_table() throws Exception {
        await().until(() -> single("select count(*) from pg_tables where tablename = 'awsdms_apply_exceptions'") == 1);
        run("insert into production.customers (customer_id) values (61)");
        try (var cdc = writer(Duration.ZERO)) {
            await().until(() ->
                    single("select count(*) from awsdms_apply_exceptions where \"ERROR\" like" + " '%customers_pkey%'")
                            == 1);
            await().until(() -> cdc.counts().withoutEffect() > 0);
        }
    }

    private CdcWriter writer(Duration latency) {
        var plan = new CdcPlan(300, latency, 7, 60, 120, ZoneId.of("UTC"));
        return CdcWriter.start(cloud.source().address(), target, plan);
    }

    private void run(String sql) throws SQLException {
        try (var connection = target.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long single(String query) throws SQLException {
        return single(target, query);
    }

    private long atSource(String query) throws SQLException {
        return single(cloud.source().address(), query);
    }

    private static long single(JdbcAddress address, String query) throws SQLException {
        try (var connection = address.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
