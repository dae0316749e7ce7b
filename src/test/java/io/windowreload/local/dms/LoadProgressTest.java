package io.windowreload.local.dms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A load while it runs: what is committed when, what statistics say meanwhile, what goes side by side. */
class LoadProgressTest {
    private static final String BOTH = Mappings.of(
            Mappings.include(1, "CUSTOMERS"),
            Mappings.include(2, "ORDERS"),
            Mappings.toStaging(3),
            Mappings.lowerTables(4),
            Mappings.lowerColumns(5));
    private static final String ORDERS = orders();

    private final Emulated emulated = new Emulated();

    @AfterEach
    void close() {
        emulated.close();
    }

    @Test
    void each_batch_of_the_commit_rate_is_committed_and_counted_while_the_next_ones_are_read() {
        stopsBeforeBatch("ORDERS", 4);
        var arn = emulated.create(ORDERS, "{\"FullLoadSettings\":{\"CommitRate\":7}}");
        emulated.start(arn);

        await().until(() -> emulated.statistics(arn, "ORDERS").fullLoadRows() == 21);
        assertThat(emulated.target("select count(*) from staging.orders")).isEqualTo("21");
        assertThat(emulated.statistics(arn, "ORDERS").tableState()).isEqualTo("Full load");
        assertThat(emulated.statistics(arn, "ORDERS").fullLoadEndTime()).isNull();
        var statistics = emulated.task(arn).replicationTaskStats();
        assertThat(statistics.tablesLoading()).isEqualTo(1);
        assertThat(statistics.fullLoadProgressPercent()).isBetween(1, 99);
        assertThat(statistics.stopDate()).isNull();

        emulated.client.stopReplicationTask(stop -> stop.replicationTaskArn(arn));
        emulated.awaitEnd(arn);
        assertThat(emulated.target("select count(*) from staging.orders"))
                .as("what was committed stays")
                .isEqualTo("21");
    }

    @Test
    void no_more_tables_load_side_by_side_than_max_full_load_sub_tasks() {
        stopsBeforeBatch("ORDERS", 1);
        stopsBeforeBatch("CUSTOMERS", 1);
        var one = emulated.create(BOTH, "{\"FullLoadSettings\":{\"MaxFullLoadSubTasks\":1}}");
        emulated.start(one);
        await().until(() -> emulated.statistics(one, "CUSTOMERS").tableState().equals("Full load")
                || emulated.statistics(one, "ORDERS").tableState().equals("Full load"));
        assertThat(emulated.task(one).replicationTaskStats().tablesLoading()).isEqualTo(1);
        assertThat(emulated.task(one).replicationTaskStats().tablesQueued()).isEqualTo(1);
        emulated.client.stopReplicationTask(stop -> stop.replicationTaskArn(one));
        emulated.awaitEnd(one);

        emulated.dms.faults().clear();
        stopsBeforeBatch("ORDERS", 1);
        stopsBeforeBatch("CUSTOMERS", 1);
        var two = emulated.create(BOTH, "{\"FullLoadSettings\":{\"MaxFullLoadSubTasks\":2}}");
        emulated.start(two);
        await().until(() -> emulated.task(two).replicationTaskStats() != null
                && emulated.task(two).replicationTaskStats().tablesLoading() == 2);
    }

    @Test
    void segments_of_one_table_load_side_by_side() {
        stopsBeforeBatch("ORDERS", 1);
        var ranges = "{\"rule-type\":\"table-settings\",\"rule-id\":\"9\",\"rule-name\":\"9\",\"object-locator\":"
                + "{\"schema-name\":\"SOURCE_SCHEMA\",\"table-name\":\"ORDERS\"},\"parallel-load\":{\"type\":\"ranges\","
                + "\"columns\":[\"ORDER_ID\"],\"boundaries\":[[\"40\"]]}}";
        var arn = emulated.create(orders(ranges), "{}");
        emulated.start(arn);

        // The fault holds up one of the two segments; the other one loads.
        await().until(() -> emulated.statistics(arn, "ORDERS").fullLoadRows() > 0);
        assertThat(emulated.statistics(arn, "ORDERS").fullLoadRows()).isIn(40L, 80L);
        assertThat(emulated.statistics(arn, "ORDERS").tableState()).isEqualTo("Full load");
    }

    @Test
    void a_higher_load_order_begins_first() {
        stopsBeforeBatch("ORDERS", 1);
        var later = Mappings.include(1, "CUSTOMERS").replace("\"filters\"", "\"load-order\":1,\"filters\"");
        var sooner = Mappings.include(2, "ORDERS").replace("\"filters\"", "\"load-order\":2,\"filters\"");
        var arn = emulated.create(
                Mappings.of(later, sooner, Mappings.toStaging(3)),
                "{\"FullLoadSettings\":{\"MaxFullLoadSubTasks\":1}}");
        emulated.start(arn);

        await().until(() -> emulated.statistics(arn, "ORDERS").tableState().equals("Full load"));
        assertThat(emulated.statistics(arn, "CUSTOMERS").tableState()).isEqualTo("Before load");
    }

    private static String orders(String... more) {
        var rules = new ArrayList<>(List.of(
                Mappings.include(2, "ORDERS"),
                Mappings.toStaging(3),
                Mappings.lowerTables(4),
                Mappings.lowerColumns(5)));
        rules.addAll(List.of(more));
        return Mappings.of(rules.toArray(String[]::new));
    }

    /** The table's load stops, for as long as the test takes, before it writes its n-th batch. */
    private void stopsBeforeBatch(String table, int batch) {
        var slow = Fault.of(FaultKind.SLOW_LOAD).on(table);
        if (batch > 1) {
            emulated.dms.faults().add(slow.times(batch - 1));
        }
        emulated.dms.faults().add(slow.delay(Duration.ofHours(1)));
    }
}
