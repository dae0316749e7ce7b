package io.windowreload.db;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One statement from a file below {@code sql/queries}, with named parameters written {@code :name}.
 *
 * @param name the file's name without its ending, such as {@code ledger/claim-run}
 * @param text the statement with {@code ?} in place of each parameter
 * @param parameters the parameters' names in the order of the question marks
 */
public record Sql(String name, String text, List<String> parameters) {
    // What takes as long as a table or the history is large, or waits for another process that migrates.
    private static final Pattern LASTING =
            Pattern.compile("(merge|staging|check)/.*|ledger/forget-.*|program/close-routines|R__.*");
    // A colon that follows a colon (a cast) or a word (a slice) is no parameter; nor is what stands in quotes.
    private static final Pattern TOKEN = Pattern.compile("'[^']*'|--[^\\n]*|(?<![:\\w]):([a-z_]+)");

    /** Loads {@code sql/queries/<name>.sql} from the class path; a missing file is a bug and stops the start. */
    public static Sql load(String name) {
        var path = "/sql/queries/" + name + ".sql";
        try (InputStream in = Sql.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no statement " + path);
            }
            return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The functions of a file below {@code sql/migrations}, for the session that runs this alone; they may call each other only. */
    public static Sql lent(String file) {
        try (InputStream in = Sql.class.getResourceAsStream("/sql/migrations/" + file + ".sql")) {
            if (in == null) {
                throw new IllegalArgumentException("there are no functions " + file);
            }
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Sql(file, text, List.of()).lent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, calling functions that were lent. */
    public Sql lent() {
        return new Sql(name, text.replaceAll("\\badmin\\.", "pg_temp."), parameters);
    }

    /** Whether it may take long for a reason; any other statement is given up soon where no answer comes. */
    boolean lasting() {
        return LASTING.matcher(name).matches();
    }

    static Sql parse(String name, String source) {
        var names = new ArrayList<String>();
        var matcher = TOKEN.matcher(source);
        var text = matcher.replaceAll(token -> {
            if (token.group().startsWith("--")) {
                return "";
            }
            if (token.group(1) == null) {
                return Matcher.quoteReplacement(token.group());
            }
            names.add(token.group(1));
            return "?";
        });
        return new Sql(name, text.strip(), List.copyOf(names));
    }
}
