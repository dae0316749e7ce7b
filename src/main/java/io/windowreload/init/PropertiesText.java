package io.windowreload.init;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/** {@code application.properties}: a value that people gave stays, an empty one or the reference's own is filled in. */
public final class PropertiesText {
    private static final String HEAD = """
            # Written by 'window-reload init'. All keys, with what they mean, stand in the reference that ships with the program.
            # The password belongs into the environment (RELOAD_TARGET_PASSWORD), a file, or a secret: reload.target.password-file, …-secret.
            """;

    /** A comment, or a key with its value; comments do not go on. */
    private static final Pattern LOGICAL_LINE =
            Pattern.compile("(?m)^[ \\t\\f]*(?:[#!][^\\r\\n]*|(?:\\\\(?:\\r\\n|[\\s\\S])|[^\\\\\\r\\n]++)++)");

    private final Map<String, String> reference;
    private final List<String> differences = new ArrayList<>();
    private String text;

    /**
     * The file as it is.
     *
     * @param text empty where there is none
     * @param reference what keys have where nobody gives them a value
     */
    public PropertiesText(String text, Map<String, String> reference) {
        this.text = text.isBlank() ? HEAD : text;
        this.reference = reference;
    }

    /** Takes in what was found. */
    public void take(Map<String, String> found) {
        var written = written();
        found.forEach((key, value) -> {
            var there = written.getOrDefault(key, "");
            if (there.equals(value)) {
                return;
            }
            if (there.isBlank() || there.equals(reference.get(key)) || more(there, value)) {
                put(key, value);
            } else {
                differences.add(key + " stays " + there + ", init found " + value);
            }
        });
    }

    /** What people wrote for a key; empty where that is nothing, or the reference's own. */
    public Optional<String> given(String key) {
        return Optional.ofNullable(written().get(key))
                .filter(value -> !value.isBlank() && !value.equals(reference.get(key)));
    }

    /** A list that holds what is there. */
    private static boolean more(String there, String found) {
        return found.contains(",")
                && List.of(found.split(",")).containsAll(List.of(there.strip().split("\\s*,\\s*")));
    }

    private static Properties properties(String text) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    private Map<String, String> written() {
        var properties = properties(text);
        var written = new LinkedHashMap<String, String>();
        properties.stringPropertyNames().forEach(key -> written.put(key, properties.getProperty(key)));
        return written;
    }

    /** Where a key stands several times, the last counts. A value may go on over lines, each of which ends with a backslash. */
    private void put(String key, String value) {
        var line = key + "=" + value.replace("\\", "\\\\");
        var there = LOGICAL_LINE.matcher(text);
        var begin = -1;
        var end = -1;
        while (there.find()) {
            if (properties(there.group()).containsKey(key)) {
                begin = there.start();
                end = there.end();
            }
        }
        text = begin < 0
                ? text + (text.endsWith("\n") ? "" : "\n") + line + "\n"
                : text.substring(0, begin) + line + text.substring(end);
    }

    /** What is kept although it was found otherwise. */
    public List<String> differences() {
        return List.copyOf(differences);
    }

    public String text() {
        return text;
    }
}
