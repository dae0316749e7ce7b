package io.windowreload.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.TestPostgres;
import io.windowreload.local.dms.load.JdbcAddress;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LocalCloudTest {
    private final JdbcAddress target = JdbcAddress.of(TestPostgres.emptyUrl());

    @Test
    void production_is_the_source_but_for_a_third_of_january() throws SQLException {
        try (var cloud = LocalCloud.start(CloudOptions.of(1200, 1200).quiet(), target)) {
            var january = "select count(*) from %s where updated_at >= '2025-01-01' and updated_at < '2025-02-01'";
            var atSource = single(cloud.source().address(), january.formatted("SOURCE_SCHEMA.CUSTOMERS"));
            var missing = atSource - single(target, january.formatted("production.customers"));
            assertThat(atSource).isBetween(398L, 402L);
            assertThat(missing)
                    .as("deleted ones, and those dated back into December")
                    .isBetween(35L, 55L);
            assertThat(single(target, "select count(*) from production.customers where status = 'STALE'"))
                    .isBetween(30L, 35L);
            assertThat(single(target, "select count(*) from production.customers where status = 'WRONG'"))
                    .isBetween(30L, 35L);
            assertThat(single(target, "select count(*) from production.customers where length(name) = 4"))
                    .isBetween(30L, 35L);
            assertThat(single(target, "select count(*) from pg_namespace where nspname in ('staging', 'admin')"))
                    .isZero();
        }
    }

    @Test
    void the_settings_point_at_what_was_started() {
        try (var cloud = LocalCloud.start(CloudOptions.of(30, 30).quiet(), target)) {
            assertThat(cloud.settings())
                    .containsEntry("reload.target.jdbc-url", target.url())
                    .containsEntry("reload.source.zone", "UTC")
                    .containsEntry(
                            "reload.dms.endpoint-override",
                            cloud.dms().endpoint().toString())
                    .containsEntry("reload.dms.cdc-task-arn", cloud.dms().cdcTaskArn());
        }
    }

    @Test
    void the_ongoing_replication_brings_every_change_to_production() throws Exception {
        var options = CloudOptions.of(300, 600).busy(500, Duration.ofMillis(50));
        try (var cloud = LocalCloud.start(options, target)) {
            var cdc = cloud.cdc().orElseThrow();
            await().until(() -> cdc.counts().deleted() >= 5 && cdc.counts().inserted() >= 5);

            assertThat(cdc.drain(Duration.ofSeconds(20))).isTrue();

            assertThat(cdc.lag()).isZero();
            assertThat(cdc.counts().applied()).isEqualTo(cdc.counts().made());
            var written = "select count(*) from %s where updated_at > '2025-03-01'";
            assertThat(single(target, written.formatted("production.customers")))
                    .isPositive()
                    .isLessThanOrEqualTo(
                            single(cloud.source().address(), written.formatted("SOURCE_SCHEMA.CUSTOMERS")));
            assertThat(single(target, "select count(*) from production.orders where order_id > 600"))
                    .isEqualTo(single(
                            cloud.source().address(),
                            "select count(*) from SOURCE_SCHEMA.ORDERS where ORDER_ID > 600"));
        }
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
