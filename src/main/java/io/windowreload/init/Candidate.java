package io.windowreload.init;

import io.windowreload.window.WindowType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A column of production, as one that might decide about the window.
 *
 * @param made whether PostgreSQL alone writes it
 * @param inSmallTable whether its table can be loaded as a whole without a thought
 */
record Candidate(String name, String type, boolean notNull, boolean indexed, boolean made, boolean inSmallTable) {
    private static final Pattern CHANGED =
            Pattern.compile("upd|modif|chang|last|lst_|geaendert|aender", Pattern.CASE_INSENSITIVE);
    private static final Pattern CREATED =
            Pattern.compile("creat|insert|_cre|erstellt|anlage", Pattern.CASE_INSENSITIVE);

    boolean possible() {
        return WindowType.of(type).isPresent();
    }

    /** Rows that a bad stretch of CDC has spoilt are those that changed then: a time of change first, and one that every row has. */
    int rank() {
        return (CHANGED.matcher(name).find() ? 8 : 0)
                + (CREATED.matcher(name).find() ? 2 : 0)
                + (notNull ? 4 : 0)
                + (indexed ? 1 : 0)
                - (type.equals("date") ? 3 : 0);
    }

    String why() {
        var why = new ArrayList<>(List.of(type));
        if (CHANGED.matcher(name).find()) {
            why.add("named as a time of change");
        } else if (CREATED.matcher(name).find()) {
            why.add("a time of creation by its name: rows that changed later are not in its window");
        }
        why.add(notNull ? "not null" : "may be null, and such rows are in no window");
        why.add(indexed ? "indexed in production" : "not indexed in production");
        return name.toLowerCase(Locale.ROOT).equals(name)
                ? name + " (" + String.join(", ", why) + ")"
                : "\"" + name + "\" (" + String.join(", ", why) + ")";
    }
}
