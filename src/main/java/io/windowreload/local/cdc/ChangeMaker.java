package io.windowreload.local.cdc;

import io.windowreload.local.cdc.SourceChange.Kind;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;

/**
 * Thinks up changes: mostly updates that set the time, some that forget it (same time, other content), some new rows, some
 * deleted orders. Customers are never deleted, so that no order loses its parent.
 */
final class ChangeMaker {
    private static final int PERCENT = 100;
    private static final int UPDATES = 60;
    private static final int TOUCHES = 75;
    private static final int INSERTS = 90;

    private final Random random;
    private int customers;
    private int orders;

    /**
     * @param seed the same seed makes the same changes
     * @param customers customers 1 to this number exist
     * @param orders orders 1 to this number exist
     */
    ChangeMaker(long seed, int customers, int orders) {
        this.random = new Random(seed);
        this.customers = customers;
        this.orders = orders;
    }

    SourceChange next(LocalDateTime now) {
        var time = now.truncatedTo(ChronoUnit.MICROS);
        var dice = random.nextInt(PERCENT);
        var customer = random.nextBoolean();
        if (dice < UPDATES) {
            return customer
                    ? change(Kind.UPDATE, "update-customer", status(), time, anyCustomer())
                    : change(Kind.UPDATE, "update-order", amount(), time, anyOrder());
        }
        if (dice < TOUCHES) {
            return customer
                    ? change(Kind.UPDATE, "touch-customer", status(), anyCustomer())
                    : change(Kind.UPDATE, "touch-order", amount(), anyOrder());
        }
        if (dice < INSERTS) {
            return customer ? newCustomer(time) : newOrder(time);
        }
        return change(Kind.DELETE, "delete-order", anyOrder());
    }

    private SourceChange newCustomer(LocalDateTime time) {
        var id = ++customers;
        return change(
                Kind.INSERT, "insert-customer", id, "New " + id, "new" + id + "@example.com", "ACTIVE", time, time);
    }

    private SourceChange newOrder(LocalDateTime time) {
        return change(Kind.INSERT, "insert-order", ++orders, anyCustomer(), amount(), time, time);
    }

    private static SourceChange change(Kind kind, String statement, Object... values) {
        return new SourceChange(kind, statement, List.of(values), List.of(), null);
    }

    private int anyCustomer() {
        return 1 + random.nextInt(customers);
    }

    private int anyOrder() {
        return 1 + random.nextInt(orders);
    }

    private BigDecimal amount() {
        return BigDecimal.valueOf(random.nextInt(1_000_000), 2);
    }

    private String status() {
        return "CDC-" + random.nextInt(1000);
    }
}
