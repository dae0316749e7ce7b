package io.windowreload.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ForeignText;
import io.windowreload.window.ReloadException;
import io.windowreload.window.Utf8;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Files that list keys, one a line: CSV with the names of the key's columns in its first line, or a JSON object a line. They lie in {@code keys/}
 * of the watched folder, and nowhere else: whoever may send requests reads no other file of this machine by them.
 */
final class KeyFiles {
    /** The folder below the watched one. */
    static final String FOLDER = "keys";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}\\.(csv|jsonl)");
    private static final int LARGEST = 8 * 1024 * 1024;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Optional<Path> folder;

    /**
     * Files of a folder.
     *
     * @param requests the watched folder; empty where there is none
     */
    KeyFiles(Optional<Path> requests) {
        this.folder = requests.map(path -> path.resolve(FOLDER));
    }

    /**
     * The keys of a file, as JSON objects.
     *
     * @throws ReloadException {@code KEYS_INVALID} where there is no such file, or where one of its lines is no key
     */
    List<String> read(String name, String pointer) {
        if (!NAME.matcher(name).matches()) {
            throw invalid(
                    pointer,
                    "'" + ForeignText.printable(name)
                            + "' is no plain file name that ends with .csv or .jsonl; the file lies in " + FOLDER
                            + "/ of the watched folder");
        }
        var file = folder.map(path -> path.resolve(name))
                .filter(path -> Files.isDirectory(path.getParent(), LinkOption.NOFOLLOW_LINKS))
                .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                .orElseThrow(
                        () -> invalid(pointer, "there is no file " + FOLDER + "/" + name + " in the watched folder"));
        var lines = text(file, pointer).lines().toList();
        return name.endsWith(".csv") ? csv(lines, name, pointer) : objects(lines, name, pointer);
    }

    private static String text(Path file, String pointer) {
        try (var in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            var bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw invalid(pointer, file.getFileName() + " has more than " + LARGEST + " bytes");
            }
            return Utf8.text(bytes);
        } catch (CharacterCodingException e) {
            throw invalid(pointer, file.getFileName() + " is no text in UTF-8");
        } catch (IOException e) {
            throw invalid(pointer, file.getFileName() + " cannot be read: " + e.getMessage());
        }
    }

    private static List<String> objects(List<String> lines, String name, String pointer) {
        var keys = new ArrayList<String>();
        for (var number = 1; number <= lines.size(); number++) {
            var line = lines.get(number - 1);
            if (line.isBlank()) {
                continue;
            }
            try {
                if (!(JSON.readTree(line) instanceof ObjectNode object)) {
                    throw invalid(pointer, name + ", line " + number + ": no JSON object");
                }
                keys.add(object.toString());
            } catch (JsonProcessingException e) {
                throw invalid(pointer, name + ", line " + number + ": no JSON: " + e.getOriginalMessage());
            }
        }
        return keys;
    }

    private static List<String> csv(List<String> lines, String name, String pointer) {
        if (lines.isEmpty()) {
            return List.of();
        }
        var names = CsvLine.fields(lines.get(0)).orElse(List.of());
        if (names.isEmpty() || names.stream().anyMatch(String::isBlank)) {
            throw invalid(pointer, name + ": its first line does not name the key's columns");
        }
        var keys = new ArrayList<String>();
        for (var number = 2; number <= lines.size(); number++) {
            if (lines.get(number - 1).isBlank()) {
                continue;
            }
            var values = CsvLine.fields(lines.get(number - 1)).orElse(List.of());
            if (values.size() != names.size()) {
                throw invalid(
                        pointer,
                        name + ", line " + number + ": " + names.size()
                                + " values were expected, as in the first line");
            }
            var key = JSON.createObjectNode();
            for (var column = 0; column < names.size(); column++) {
                // Nothing at all between two commas is a NULL.
                key.put(names.get(column).strip(), values.get(column));
            }
            keys.add(key.toString());
        }
        return keys;
    }

    private static ReloadException invalid(String pointer, String detail) {
        return ReloadException.at(pointer, ErrorCode.KEYS_INVALID, ForeignText.printable(detail));
    }
}
