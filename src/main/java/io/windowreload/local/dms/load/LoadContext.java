package io.windowreload.local.dms.load;

import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.fault.Faults;
import io.windowreload.local.dms.mapping.ParsedSettings;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What the segments of one task share.
 *
 * @param stop opened when the load shall end early
 */
record LoadContext(
        JdbcAddress source,
        JdbcAddress target,
        ParsedSettings settings,
        DocumentReading reading,
        Faults faults,
        CountDownLatch stop) {

    boolean stopped() {
        return stop.getCount() == 0;
    }

    RowPolicy policy(boolean truncation) {
        return new RowPolicy(
                truncation ? settings.truncations() : settings.dataErrors(),
                settings.mostDataErrors(),
                settings.tooManyDataErrors());
    }

    /** Waits as long as a fault asks for, but not beyond the end of the load. */
    void pause(FaultKind kind, String whom) {
        var delay = faults.delay(kind, whom);
        try {
            if (!delay.isZero() && stop.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop.countDown();
        }
    }
}
