package io.windowreload.local.dms.load;

import io.windowreload.local.dms.mapping.ParsedSettings.Policy;
import io.windowreload.local.dms.mapping.TransformationRule;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a masking rule stores in the place of a value (user guide, "Using data masking to hide sensitive information").
 *
 * @param numbers whether it masks whole numbers, too
 * @param policy what becomes of a row whose value it cannot mask
 */
record Mask(UnaryOperator<String> change, boolean numbers, Policy policy) {
    private static final int LONGEST = 18;
    private static final Logger LOG = LoggerFactory.getLogger(Mask.class);

    static Optional<Mask> of(TransformationRule rule, Policy policy) {
        return switch (rule.action()) {
            case DATA_MASKING_HASH_MASK -> Optional.of(new Mask(Mask::hash, false, policy));
            case DATA_MASKING_DIGITS_MASK -> Optional.of(new Mask(text -> digits(text, rule.value()), false, policy));
            case DATA_MASKING_DIGITS_RANDOMIZE -> Optional.of(new Mask(Mask::randomized, true, policy));
            default -> Optional.empty();
        };
    }

    /** NULL stays NULL; what cannot be masked goes as the task's policy for it says. */
    Object of(Object value) throws BadValue, TableFailure {
        if (value == null) {
            return null;
        }
        if (value instanceof String text) {
            return change.apply(text);
        }
        if (numbers && (value instanceof Long || value instanceof BigDecimal)) {
            var masked = new BigDecimal(change.apply(Texts.of(value)));
            return value instanceof Long && masked.precision() <= LONGEST ? (Object) masked.longValue() : masked;
        }
        var why = "Data masking is not supported for " + value.getClass().getSimpleName();
        switch (policy) {
            case IGNORE_RECORD -> throw BadValue.wrong(why);
            case SUSPEND_TABLE -> throw new TableFailure(why);
            case STOP_TASK -> throw new LoadException(why);
            // As documented: the value goes to the target as it is.
            case LOG_ERROR -> LOG.warn("{}: the value is not masked", why);
        }
        return value;
    }

    private static String digits(String text, String mask) {
        var masked = new StringBuilder();
        text.chars().forEach(c -> masked.append(c >= '0' && c <= '9' ? mask.charAt(0) : (char) c));
        return masked.toString();
    }

    private static String randomized(String text) {
        var masked = new StringBuilder();
        var random = ThreadLocalRandom.current();
        text.chars().forEach(c -> masked.append(c >= '0' && c <= '9' ? (char) ('0' + random.nextInt(10)) : (char) c));
        return masked.toString();
    }

    /** In upper case, as the guide's sample has it. */
    private static String hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().withUpperCase().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
