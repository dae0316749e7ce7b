package io.windowreload.survive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A CDC applier that understands rules by itself: one action an object, that of the lowest rule-id. It knows nothing of the program's evaluator
 * nor of the emulator's, so that a mistake of theirs is not its own.
 */
final class ByHand {
    private final List<JsonNode> rules = new ArrayList<>();
    private final String schema;
    private final String table;

    ByHand(String mapping, String schema, String table) {
        try {
            new ObjectMapper().readTree(mapping).get("rules").forEach(rules::add);
        } catch (IOException e) {
            throw new IllegalArgumentException(mapping, e);
        }
        rules.sort(Comparator.comparingLong(rule -> rule.get("rule-id").asLong()));
        this.schema = schema;
        this.table = table;
    }

    String targetSchema() {
        return name(rule("schema", null), schema);
    }

    String targetTable() {
        return name(rule("table", null), table);
    }

    /** The column's name at the target; none where it does not get there. */
    Optional<String> column(String column) {
        var included = rules.stream()
                .filter(rule -> is(rule, "include-column") && hits(rule, null))
                .toList();
        if (!included.isEmpty() && included.stream().noneMatch(rule -> hits(rule, column))) {
            return Optional.empty();
        }
        var rule = rule("column", column);
        return rule.filter(found -> is(found, "remove-column")).isPresent()
                ? Optional.empty()
                : Optional.of(name(rule, column));
    }

    String value(String column, String value) {
        var rule = rule("column", column);
        if (value == null || rule.isEmpty()) {
            return value;
        }
        return switch (rule.get().get("rule-action").asText()) {
            case "data-masking-hash-mask" -> hash(value);
            case "data-masking-digits-mask" ->
                value.replaceAll("[0-9]", rule.get().get("value").asText());
            default -> value;
        };
    }

    /** Whether the task has a row. */
    boolean has(Map<String, String> row) {
        var filters = rules.stream()
                .filter(rule -> is(rule, "include") && hits(rule, null))
                .findFirst()
                .orElseThrow()
                .path("filters");
        for (var filter : filters) {
            var value = row.get(filter.get("column-name").asText());
            var passes = false;
            for (var condition : filter.get("filter-conditions")) {
                passes |= switch (condition.get("filter-operator").asText()) {
                    case "eq" -> condition.get("value").asText().equals(value);
                    case "noteq" ->
                        value != null && !condition.get("value").asText().equals(value);
                    case "notnull" -> value != null;
                    case "null" -> value == null;
                    case "lte" ->
                        value != null
                                && Long.parseLong(value)
                                        <= condition.get("value").asLong();
                    case "gte" ->
                        value != null
                                && Long.parseLong(value)
                                        >= condition.get("value").asLong();
                    default -> throw new IllegalArgumentException(condition.toString());
                };
            }
            if (!passes) {
                return false;
            }
        }
        return true;
    }

    /** A row as CDC stores it. */
    Map<String, String> stored(Map<String, String> row) {
        var stored = new LinkedHashMap<String, String>();
        row.forEach((column, value) -> column(column).ifPresent(name -> stored.put(name, value(column, value))));
        return stored;
    }

    private Optional<JsonNode> rule(String target, String column) {
        Predicate<JsonNode> ours = rule -> rule.path("rule-target").asText().equals(target);
        return rules.stream()
                .filter(ours)
                .filter(rule -> !is(rule, "include-column") && !is(rule, "add-column"))
                .filter(rule -> hits(rule, column))
                .findFirst();
    }

    private static boolean is(JsonNode rule, String action) {
        return rule.path("rule-action").asText().equals(action);
    }

    private boolean hits(JsonNode rule, String column) {
        var locator = rule.get("object-locator");
        return like(locator.path("schema-name").asText("%"), schema)
                && like(locator.path("table-name").asText("%"), table)
                && (column == null || like(locator.path("column-name").asText("%"), column));
    }

    private static boolean like(String pattern, String name) {
        var regex = pattern.replaceAll("([.$()+*?^{}|\\\\])", "\\\\$1")
                .replaceAll("\\[_]", "\u0001")
                .replace("%", ".*")
                .replace("_", ".")
                .replace("\u0001", "_");
        return name.matches(regex);
    }

    private static String name(Optional<JsonNode> rule, String name) {
        if (rule.isEmpty()) {
            return name;
        }
        var value = rule.get().path("value").asText("");
        var old = rule.get().path("old-value").asText("");
        return switch (rule.get().get("rule-action").asText()) {
            case "rename" -> value;
            case "convert-lowercase" -> name.toLowerCase(Locale.ROOT);
            case "convert-uppercase" -> name.toUpperCase(Locale.ROOT);
            case "add-prefix" -> value + name;
            case "add-suffix" -> name + value;
            case "remove-prefix" -> name.startsWith(value) ? name.substring(value.length()) : name;
            case "remove-suffix" -> name.endsWith(value) ? name.substring(0, name.length() - value.length()) : name;
            case "replace-prefix" -> name.startsWith(old) ? value + name.substring(old.length()) : name;
            case "replace-suffix" ->
                name.endsWith(old) ? name.substring(0, name.length() - old.length()) + value : name;
            default -> name;
        };
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
