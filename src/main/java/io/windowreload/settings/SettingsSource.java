package io.windowreload.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Collects every key's value: the reference file that ships with the program, then {@code config/application.properties} of the
 * working directory, then overrides of the command, then the environment. The reference file is also the list of known keys.
 */
public final class SettingsSource {
    private static final String REFERENCE = "/config/application.properties";
    private static final String ENVIRONMENT_PREFIX = "RELOAD_";

    private SettingsSource() {}

    /**
     * All keys with their values.
     *
     * @param file the operator's file; it may be missing
     * @param overrides values that the command itself sets
     * @param environment the process's environment
     * @throws SettingsException on an unknown {@code reload.*} key or {@code RELOAD_*} variable, with the nearest known one
     */
    public static Map<String, String> collect(
            Path file, Map<String, String> overrides, Map<String, String> environment) {
        var known = load(SettingsSource.class.getResourceAsStream(REFERENCE), REFERENCE);
        var keys = new TreeMap<>(known);
        keys.putAll(checked(operatorFile(file), known, file.toString()));
        keys.putAll(checked(overrides, known, "the command"));
        keys.putAll(fromEnvironment(environment, known));
        return keys;
    }

    private static Map<String, String> operatorFile(Path file) {
        try {
            return Files.exists(file) ? load(Files.newInputStream(file), file.toString()) : Map.of();
        } catch (IOException e) {
            throw new SettingsException("cannot read " + file + ": " + e.getMessage());
        }
    }

    private static Map<String, String> load(InputStream stream, String name) {
        var properties = new Properties();
        try (stream) {
            var text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            // Some editors begin a file with a mark, which would become a part of the first key.
            properties.load(new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text));
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
        var keys = new TreeMap<String, String>();
        properties.stringPropertyNames().forEach(key -> keys.put(key, properties.getProperty(key)));
        return keys;
    }

    private static Map<String, String> checked(Map<String, String> keys, Map<String, String> known, String where) {
        for (var key : keys.keySet()) {
            if (ours(key) && !known.containsKey(key)) {
                throw new SettingsException(
                        where + ": unknown key " + key + "; did you mean " + nearest(key, known.keySet()) + "?");
            }
        }
        return keys;
    }

    private static Map<String, String> fromEnvironment(Map<String, String> environment, Map<String, String> known) {
        var byVariable = new TreeMap<String, String>();
        known.keySet().stream().filter(SettingsSource::ours).forEach(key -> byVariable.put(variable(key), key));
        var keys = new TreeMap<String, String>();
        environment.forEach((name, value) -> {
            if (!name.startsWith(ENVIRONMENT_PREFIX)) {
                return;
            }
            var key = byVariable.get(name);
            if (key == null) {
                throw new SettingsException("unknown environment variable " + name + "; did you mean "
                        + nearest(name, byVariable.keySet()) + "?");
            }
            keys.put(key, value);
        });
        return keys;
    }

    private static boolean ours(String key) {
        return key.startsWith("reload.");
    }

    /** {@code reload.dms.poll-interval} → {@code RELOAD_DMS_POLL_INTERVAL}. */
    static String variable(String key) {
        return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static String nearest(String key, Iterable<String> known) {
        List<String> candidates = new ArrayList<>();
        known.forEach(candidates::add);
        return candidates.stream()
                .min(Comparator.comparingInt(candidate -> distance(key, candidate)))
                .orElseThrow();
    }

    /** Levenshtein's distance, by rows. */
    private static int distance(String a, String b) {
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
