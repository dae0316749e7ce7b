package io.windowreload.window;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What somebody probably meant. */
public final class Nearest {
    private Nearest() {}

    /** The nearest of the candidates, if any is near: with few letters changed. */
    public static Optional<String> of(String text, Collection<String> candidates) {
        var meant = text.toLowerCase(Locale.ROOT);
        return candidates.stream()
                .filter(candidate -> distance(meant, candidate.toLowerCase(Locale.ROOT)) <= 1 + candidate.length() / 4)
                .min(Comparator.comparingInt(candidate -> distance(meant, candidate.toLowerCase(Locale.ROOT))));
    }

    /** As words to put behind a complaint: empty, or {@code "; did you mean 'tables'?"}. */
    public static String asked(String text, Collection<String> candidates) {
        return of(text, candidates).map("; did you mean '%s'?"::formatted).orElse("");
    }

    /** Levenshtein's distance, by rows; what is long is not near. */
    private static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > 8) {
            return Integer.MAX_VALUE;
        }
        var previous = new int[b.length() + 1];
        for (var j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (var i = 1; i <= a.length(); i++) {
            var row = new int[b.length() + 1];
            row[0] = i;
            for (var j = 1; j <= b.length(); j++) {
                var replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
