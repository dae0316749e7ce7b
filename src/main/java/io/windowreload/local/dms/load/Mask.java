package io.windowreload.local.dms.load;

import io.windowreload.local.dms.mapping.TransformationRule;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What a masking rule stores in the place of a text (user guide, "Using data masking to hide sensitive information"). */
record Mask(UnaryOperator<String> change) {

    static Optional<Mask> of(TransformationRule rule) {
        return switch (rule.action()) {
            case DATA_MASKING_HASH_MASK -> Optional.of(new Mask(Mask::hash));
            case DATA_MASKING_DIGITS_MASK -> Optional.of(new Mask(text -> digits(text, rule.value())));
            default -> Optional.empty();
        };
    }

    /** NULL stays NULL; what is no text is left to the task's policy, which is to stop. */
    Object of(Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof String text) {
            return change.apply(text);
        }
        throw new LoadException(
                "Data masking is not supported for " + value.getClass().getSimpleName());
    }

    private static String digits(String text, String mask) {
        var masked = new StringBuilder();
        text.chars().forEach(c -> masked.append(c >= '0' && c <= '9' ? mask.charAt(0) : (char) c));
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
