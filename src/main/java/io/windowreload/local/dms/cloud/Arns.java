package io.windowreload.local.dms.cloud;

import java.security.SecureRandom;

/** Makes the ARNs of one account and region: {@code arn:aws:dms:<region>:<account>:<kind>:<resource>}. */
public record Arns(String region, String account) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int RESOURCE_LENGTH = 26;

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

    /** The last part of an ARN: a task's external resource id, which names its log stream. */
    public static String resource(String arn) {
        return arn.substring(arn.lastIndexOf(':') + 1);
    }
}
