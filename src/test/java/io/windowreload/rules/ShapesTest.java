package io.windowreload.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.window.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Mappings in the shapes of real ones, and what becomes of tables under each reading. */
class ShapesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SHAPES = Path.of("src/test/resources/rules/shapes.txt");

    record Shape(String title, List<String> rules, List<String> expected) {
        @Override
        public String toString() {
            return title;
        }
    }

    static List<Shape> shapes() throws IOException {
        return Stream.of(Files.readString(SHAPES).split("(?m)^== "))
                .skip(1)
                .map(ShapesTest::shape)
                .toList();
    }

    private static Shape shape(String block) {
        var lines = block.lines().filter(line -> !line.isBlank()).toList();
        var body = lines.stream().skip(1).toList();
        return new Shape(
                lines.get(0),
                body.stream().filter(line -> Character.isDigit(line.charAt(0))).toList(),
                body.stream().filter(line -> !Character.isDigit(line.charAt(0))).toList());
    }

    @Test
    void there_are_as_many_shapes_as_were_found() throws IOException {
        assertThat(shapes()).hasSizeGreaterThanOrEqualTo(36);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void names_and_columns_are_what_the_documents_say(Shape shape) {
        var mapping = Mapping.parse(document(shape.rules()));

        var told = new ArrayList<String>();
        for (var line : shape.expected()) {
            if (line.startsWith("! ")) {
                told.add(mapping.selects(TableName.parse(line.substring(2))) ? "it selects " + line : line);
            } else {
                told.add(told(mapping, line));
            }
        }
        assertThat(told).isEqualTo(shape.expected());
    }

    /** Only the readings that the line names. */
    private static String told(Mapping mapping, String line) {
        var open = line.indexOf('(');
        var close = line.indexOf(") ");
        var table = TableName.parse(line.substring(2, open));
        var columns = List.of(line.substring(open + 1, close).split(","));
        var readings = line.substring(close + 2).split(" ", 2)[0];
        assertThat(mapping.selects(table)).as(line).isTrue();
        var found = mapping.outcomes(table, new LinkedHashSet<>(columns)).stream()
                .filter(outcome -> readings.indexOf(letter(outcome.reading())) >= 0)
                .map(outcome -> words(outcome, columns))
                .distinct()
                .toList();
        var others = mapping.outcomes(table, new LinkedHashSet<>(columns)).stream()
                .filter(outcome -> readings.indexOf(letter(outcome.reading())) < 0)
                .map(outcome -> words(outcome, columns));
        assertThat(others).as("other readings of " + line).doesNotContainAnyElementsOf(found);
        return line.substring(0, close + 2) + readings + " " + String.join(" and ", found);
    }

    private static char letter(Reading reading) {
        return switch (reading) {
            case LOWEST_ID -> 'L';
            case LAST_ID -> 'Z';
            case MOST_SPECIFIC -> 'S';
            case ALL_IN_TURN -> 'T';
        };
    }

    private static String words(Outcome outcome, List<String> columns) {
        var names = Stream.concat(
                columns.stream().map(column -> outcome.columns().get(column).names().stream()
                        .map(name -> name.orElse("-"))
                        .collect(Collectors.joining("|"))),
                outcome.added().stream().map(added -> "+" + String.join("|", added.names())));
        return (outcome.schemas().isEmpty() ? "?" : String.join("|", outcome.schemas())) + "."
                + String.join("|", outcome.tables()) + names.collect(Collectors.joining(",", "(", ")"));
    }

    static String document(List<String> lines) {
        var document = JSON.createObjectNode();
        var rules = document.putArray("rules");
        lines.forEach(line -> rule(rules, line));
        return document.toString();
    }

    /** {@code id action target locator [value]}; a locator may hold blanks, a value may not. */
    private static void rule(ArrayNode rules, String line) {
        var words = line.split(" ", 4);
        var selects = words[2].equals("-");
        var rule = rules.addObject()
                .put("rule-type", selects ? "selection" : "transformation")
                .put("rule-id", words[0])
                .put("rule-name", words[0])
                .put("rule-action", words[1]);
        if (!selects && !words[2].equals("~")) {
            rule.put("rule-target", words[2]);
        }
        var rest = words[3];
        if (words[1].equals("add-column")) {
            var parts = rest.split(" = ", 2);
            rule.put("expression", parts[1]);
            rest = parts[0];
        }
        var values = values(words[1]);
        for (var i = 0; i < values.size(); i++) {
            var cut = rest.lastIndexOf(' ');
            var value = rest.substring(cut + 1);
            rest = rest.substring(0, cut);
            var name = values.get(values.size() - 1 - i);
            if (name.equals("data-type")) {
                rule.putObject(name).put("type", value);
            } else {
                rule.put(name, value);
            }
        }
        locator(rule.putObject("object-locator"), rest);
    }

    private static List<String> values(String action) {
        return switch (action) {
            case "rename", "add-prefix", "add-suffix", "remove-prefix", "remove-suffix", "add-column" ->
                List.of("value");
            case "replace-prefix", "replace-suffix" -> List.of("old-value", "value");
            case "change-data-type" -> List.of("data-type");
            default -> List.of();
        };
    }

    private static void locator(ObjectNode locator, String text) {
        var type = text.split(":", 2);
        var parts = type[0].split("\\.", 3);
        var names = List.of("schema-name", "table-name", "column-name");
        for (var i = 0; i < parts.length; i++) {
            locator.put(names.get(i), parts[i]);
        }
        if (type.length > 1) {
            locator.put("data-type", type[1]);
        }
    }

    @Test
    void each_action_has_its_word() {
        assertThat(Arrays.stream(Action.values()).map(Action::word))
                .contains(
                        "convert-lowercase",
                        "data-masking-digits-randomize",
                        "add-before-image-columns",
                        "include-column");
        assertThat(Action.of("convert-column-type")).isEmpty();
    }
}
