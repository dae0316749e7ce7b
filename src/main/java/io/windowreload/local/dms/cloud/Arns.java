package io.windowreload.local.dms.cloud;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** Makes the ARNs of one account and region: {@code arn:aws:dms:<region>:<account>:<kind>:<resource>}. */
public record Arns(String region, String account) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int RESOURCE_LENGTH = 26;
    private static final int BITS_A_LETTER = 5;

    /** An ARN whose last part is given. */
    public String of(String kind, String resource) {
        return "arn:aws:dms:" + region + ":" + account + ":" + kind + ":" + resource;
    }

    /** An ARN whose last part DMS makes up. */
    public String random(String kind) {
        var resource = new StringBuilder(RESOURCE_LENGTH);
        RANDOM.ints(RESOURCE_LENGTH, 0, ALPHABET.length()).forEach(i -> resource.append(ALPHABET.charAt(i)));
        return of(kind, resource.toString());
    }

    /**
     * An ARN whose last part tells nothing, as AWS's tell nothing, and is the same for the same name: whoever mixes up name
     * and ARN shall notice.
     */
    public String named(String kind, String name) {
        var seed = new BigInteger(1, digest(kind + ":" + name));
        var resource = new StringBuilder(RESOURCE_LENGTH);
        for (var i = 0; i < RESOURCE_LENGTH; i++) {
            resource.append(ALPHABET.charAt(seed.shiftRight(i * BITS_A_LETTER).intValue() & (ALPHABET.length() - 1)));
        }
        return of(kind, resource.toString());
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The last part of an ARN: a task's external resource id, which names its log stream. */
    public static String resource(String arn) {
        return arn.substring(arn.lastIndexOf(':') + 1);
    }
}
