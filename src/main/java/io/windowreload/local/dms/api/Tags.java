package io.windowreload.local.dms.api;

import io.windowreload.local.dms.wire.AwsError;
import io.windowreload.local.dms.wire.Members;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads tags and holds them to DMS's rules. */
final class Tags {
    private static final int MOST = 10;
    private static final int LONGEST_KEY = 128;
    private static final int LONGEST_VALUE = 256;
    private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-]*");

    private Tags() {}

    /** The tags of a request laid over those that a resource has; nothing is changed yet. */
    static Map<String, String> merged(Map<String, String> present, List<Members> given) {
        var all = new LinkedHashMap<>(present);
        for (var tag : given) {
            var key = tag.requiredText("Key");
            var value = tag.text("Value").orElse("");
            if (key.length() > LONGEST_KEY || key.startsWith("aws:") || key.startsWith("dms:") || !allowed(key)) {
                throw AwsError.invalidValue("Invalid tag key: " + key);
            }
            if (value.length() > LONGEST_VALUE || !allowed(value)) {
                throw AwsError.invalidValue("Invalid tag value for key " + key);
            }
            all.put(key, value);
        }
        if (all.size() > MOST) {
            throw AwsError.invalidValue("A resource can have at most " + MOST + " tags");
        }
        return all;
    }

    private static boolean allowed(String text) {
        return ALLOWED.matcher(text).matches();
    }
}
