package io.windowreload.load;

import java.time.Duration;
import java.time.Instant;

/**
 * How far CDC has got.
 *
 * @param appliedUntil production has every change that was committed before this; null where nobody knows
 * @param asOf when this was found out
 * @param unknown why nobody knows, or null
 */
public record CdcPosition(Instant appliedUntil, Instant asOf, String unknown) {
    public static CdcPosition until(Instant appliedUntil, Instant asOf) {
        return new CdcPosition(appliedUntil, asOf, null);
    }

    public static CdcPosition unknown(String why, Instant asOf) {
        return new CdcPosition(null, asOf, why);
    }

    public boolean known() {
        return appliedUntil != null;
    }

    /** How far CDC is behind, the fineness of the metrics included. */
    public Duration behind() {
        return Duration.between(appliedUntil, asOf);
    }
}
