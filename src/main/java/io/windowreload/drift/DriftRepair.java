package io.windowreload.drift;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.drift.Drift.TableMonth;
import io.windowreload.drift.DriftKind.Way;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The requests that would set right what is known to be wrong: by keys, where all of them are known; else by the month. Nobody has asked for any
 * of them yet.
 *
 * @param requests in the order in which they would run
 * @param left what no request sets right, and why
 */
public record DriftRepair(List<Wanted> requests, List<Left> left) {
    /** So many fit into a request by far. */
    private static final int KEYS_EACH = 2_000;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /**
     * A request.
     *
     * @param requestId the same as long as the evidence is the same
     * @param month null where rows are asked for by their keys
     * @param keys how many; null where a month is asked for
     * @param why the evidence, in words
     * @param document what a request file would hold
     */
    @JsonInclude(Include.NON_NULL)
    public record Wanted(
            String requestId,
            String month,
            List<String> tables,
            Integer keys,
            String why,
            @JsonIgnore String document) {}

    /** What is left to a person, or to itself. */
    @JsonInclude(Include.NON_NULL)
    public record Left(String table, String month, DriftKind kind, String why) {}

    /**
     * Makes the requests.
     *
     * @param now the month that has not ended
     * @param by who will have asked; null where nobody is known
     * @param reason for the record; null for the evidence alone
     */
    public static DriftRepair of(Drift drift, YearMonth now, String by, String reason) {
        var left = new ArrayList<Left>();
        var months = new TreeMap<String, List<TableMonth>>();
        var named = new TreeMap<String, List<DriftSign>>();
        for (var cell : drift.known()) {
            if (byMonth(cell, now)) {
                months.computeIfAbsent(cell.month(), month -> new ArrayList<>()).add(cell);
                continue;
            }
            for (var sign : cell.signs()) {
                if (sign.kind().way() == Way.KEYS && !sign.keys().isEmpty()) {
                    named.computeIfAbsent(cell.table(), table -> new ArrayList<>())
                            .add(sign);
                }
                why(cell, sign).ifPresent(why -> left.add(new Left(cell.table(), cell.month(), sign.kind(), why)));
            }
        }
        var requests = new ArrayList<Wanted>();
        months.forEach((month, cells) -> requests.add(window(month, cells, by, reason)));
        named.forEach((table, signs) -> requests.addAll(keys(table, signs, by, reason)));
        return new DriftRepair(requests, left);
    }

    /** Whether a month is to be reloaded: something in it is wrong of which the rows are not known, and it has ended. */
    private static boolean byMonth(TableMonth cell, YearMonth now) {
        return cell.month() != null
                && YearMonth.parse(cell.month()).isBefore(now)
                && cell.signs().stream()
                        .anyMatch(sign ->
                                sign.kind().way() == Way.WINDOW || (sign.kind().way() == Way.KEYS && !sign.named()));
    }

    private static Optional<String> why(TableMonth cell, DriftSign sign) {
        return Optional.ofNullable(
                switch (sign.kind().way()) {
                    case WINDOW ->
                        cell.month() == null
                                ? "its month is not known"
                                : "its month has not ended: ask for a window up to now";
                    case KEYS -> sign.named() ? null : "some of its keys cannot be read";
                    case PERSON -> sign.kind().words() + ": somebody decides what is to become of it";
                    case NOTHING -> "it goes on by itself";
                });
    }

    private static Wanted window(String month, List<TableMonth> cells, String by, String reason) {
        var tables = cells.stream().map(TableMonth::table).distinct().toList();
        var why = cells.stream()
                .map(cell -> cell.table() + " " + words(cell.signs()))
                .collect(Collectors.joining("; "));
        var id = "drift-" + month + "-" + digest(cells.toString());
        var document = document(id, by, reason, why).put("month", month);
        tables.forEach(document.putArray("tables")::add);
        return new Wanted(id, month, tables, null, why, document.toString());
    }

    private static List<Wanted> keys(String table, List<DriftSign> signs, String by, String reason) {
        var keys = signs.stream()
                .flatMap(sign -> sign.keys().stream())
                .distinct()
                .sorted()
                .toList();
        var wanted = new ArrayList<Wanted>();
        for (var from = 0; from < keys.size(); from += KEYS_EACH) {
            var part = keys.subList(from, Math.min(keys.size(), from + KEYS_EACH));
            var id = "drift-keys-"
                    + digest(table + signs.stream().map(DriftSign::since).toList() + part);
            var why = table + " " + words(signs);
            var document = document(id, by, reason, why);
            var list = document.putObject("keys").putArray(table);
            part.forEach(key -> list.add(tree(key)));
            wanted.add(new Wanted(id, null, List.of(table), part.size(), why, document.toString()));
        }
        return wanted;
    }

    private static String words(List<DriftSign> signs) {
        return signs.stream()
                .map(sign -> sign.kind() + (sign.rows() == null ? "" : " " + sign.rows()))
                .collect(Collectors.joining(", "));
    }

    private static ObjectNode document(String id, String by, String reason, String why) {
        var text = (reason == null ? "" : reason + ": ") + "drift: " + why;
        var document = JSON.createObjectNode().put("requestId", id);
        if (by != null) {
            document.put("requestedBy", by);
        }
        return document.put("reason", text.substring(0, Math.min(text.length(), 1_000)));
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a key that is no JSON", e);
        }
    }

    private static String digest(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, 8);
    }
}
