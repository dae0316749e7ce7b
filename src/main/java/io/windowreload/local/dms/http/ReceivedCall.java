package io.windowreload.local.dms.http;

import java.time.Instant;

/**
 * A call that reached the emulator.
 *
 * @param service as policies of IAM name it: {@code dms}, {@code cloudwatch} or {@code logs}
 * @param operation as the client named it; empty if it named none
 * @param outcome the answer's error code, {@code OK}, or {@code dropped} where no answer was given
 */
public record ReceivedCall(String service, String operation, Instant at, String outcome) {}
