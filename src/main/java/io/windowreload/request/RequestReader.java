package io.windowreload.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ForeignText;
import io.windowreload.window.Options.NewerInTarget;
import io.windowreload.window.ReloadException;
import io.windowreload.window.Request;
import io.windowreload.window.Split;
import io.windowreload.window.TimeWindow;
import io.windowreload.window.Utf8;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Turns the bytes of a request file into a {@link Request}, or says exactly what is wrong with them and where. */
public final class RequestReader {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // A key is a number as it is written, whatever its size.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            // Sorted, so that the derived id does not depend on the order of the members.
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(16)
                        .maxStringLength(10_000)
                        .maxNumberLength(100)
                        .build());
    }

    private final ZoneId sourceZone;
    private final Clock clock;
    private final long maxBytes;
    private final Optional<TemporalAmount> longest;
    private final KeyFiles keyFiles;

    /** Reads requests of at most so many bytes for windows that are no longer than this. */
    public RequestReader(ZoneId sourceZone, Clock clock, long maxBytes, Optional<TemporalAmount> longest) {
        this(sourceZone, clock, maxBytes, longest, new KeyFiles(Optional.empty()));
    }

    private RequestReader(
            ZoneId sourceZone, Clock clock, long maxBytes, Optional<TemporalAmount> longest, KeyFiles keyFiles) {
        this.sourceZone = sourceZone;
        this.clock = clock;
        this.maxBytes = maxBytes;
        this.longest = longest;
        this.keyFiles = keyFiles;
    }

    /** The same, which finds files of keys below the watched folder. */
    public RequestReader beside(Path requests) {
        return new RequestReader(sourceZone, clock, maxBytes, longest, new KeyFiles(Optional.of(requests)));
    }

    private RequestReader unlimited() {
        return new RequestReader(sourceZone, clock, maxBytes, Optional.empty(), keyFiles);
    }

    /** The most bytes that a request may have. */
    public long maxBytes() {
        return maxBytes;
    }

    /**
     * Reads a request.
     *
     * @throws ReloadException {@code REQUEST_UNREADABLE}, {@code REQUEST_INVALID}, {@code WINDOW_INVALID}, {@code WINDOW_TOO_LONG} or
     *     {@code WINDOW_IN_FUTURE}
     */
    public Request read(byte[] bytes) {
        return read(parse(text(bytes)));
    }

    /** The id of a request that was accepted before, under whatever settings there were then. */
    public static String acceptedId(byte[] bytes) {
        return requestId(parse(decoded(bytes)));
    }

    /**
     * Reads a request for a window of any length: as itself or, where that is too long, as requests for its pieces, each with an id of
     * its own that is the same every time.
     */
    public List<Request> readCut(byte[] bytes) {
        var document = parse(text(bytes));
        var whole = unlimited().read(document);
        if (whole.byKeys() || longest.filter(whole.window()::longerThan).isEmpty()) {
            return List.of(whole);
        }
        return Split.within(longest.get()).cut(whole.window()).stream()
                .map(piece -> read(piece(document, whole.requestId(), piece)))
                .toList();
    }

    private static ObjectNode piece(ObjectNode document, String id, TimeWindow window) {
        var piece = document.deepCopy().put("requestId", id + "-" + window.label());
        piece.remove("month");
        return piece.put("from", DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(window.from()))
                .put("to", DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(window.to()));
    }

    /** The window alone of a request for any length. */
    public TimeWindow readWindow(byte[] bytes) {
        return unlimited().read(bytes).window();
    }

    /** Reads a request as a dry run with an id of its own, so that it never stands for the request itself. */
    public Request readDryRun(byte[] bytes) {
        var document = parse(text(bytes));
        RequestTexts.check(document);
        RequestSchema.check(document);
        document.withObject("/options").put("dryRun", true).remove("plan");
        if (document.has("requestId")) {
            document.put("requestId", document.get("requestId").asText() + "-plan");
        }
        return read(document);
    }

    /** Reads a request that is to do what a dry run has found, and nothing else. */
    public Request readFromPlan(byte[] bytes, long plan) {
        var document = parse(text(bytes));
        RequestTexts.check(document);
        RequestSchema.check(document);
        document.withObject("/options").put("plan", plan);
        return read(document);
    }

    private Request read(ObjectNode document) {
        RequestTexts.check(document);
        RequestSchema.check(document);
        return document.has("keys") ? readKeys(document) : readWindow(document);
    }

    private Request readKeys(ObjectNode document) {
        if (document.has("columns")) {
            throw ReloadException.at(
                    "/columns",
                    ErrorCode.REQUEST_INVALID,
                    "columns: a request for keys repairs whole rows; ask without columns");
        }
        var keys = RequestKeys.of(document, keyFiles);
        return new Request(
                requestId(document),
                textOrNull(document, "requestedBy"),
                textOrNull(document, "reason"),
                null,
                List.copyOf(keys.keySet()),
                // Who names a row wants what the source says of it.
                RequestOptions.of(document, NewerInTarget.REPAIR),
                RequestKeys.onRecord(document, keys),
                keys);
    }

    private Request readWindow(ObjectNode document) {
        var window = window(document);
        var ended = LocalDateTime.now(clock.withZone(sourceZone));
        if (window.to().isAfter(ended)) {
            throw ReloadException.at(
                    document.has("month") ? "/month" : "/to",
                    ErrorCode.WINDOW_IN_FUTURE,
                    "the window ends at " + window.to() + " and now it is " + ended.truncatedTo(ChronoUnit.SECONDS)
                            + " in " + sourceZone);
        }
        if (longest.filter(window::longerThan).isPresent()) {
            throw ReloadException.at(
                    document.has("month") ? "/month" : "/to",
                    ErrorCode.WINDOW_TOO_LONG,
                    "the window " + window + " is longer than reload.window.longest, " + longest.get());
        }
        return new Request(
                requestId(document),
                textOrNull(document, "requestedBy"),
                textOrNull(document, "reason"),
                window,
                tables(document),
                RequestOptions.of(document, NewerInTarget.KEEP),
                document.toString());
    }

    private String text(byte[] bytes) {
        if (bytes.length > maxBytes) {
            throw unreadable("the file has more than " + maxBytes + " bytes");
        }
        return decoded(bytes);
    }

    private static String decoded(byte[] bytes) {
        try {
            var text = Utf8.text(bytes);
            if (text.isBlank()) {
                throw unreadable("the file is empty");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw unreadable("the file cannot be read: " + e.getMessage());
        }
    }

    private static ObjectNode parse(String text) {
        try {
            var document = JSON.readTree(text);
            if (document instanceof ObjectNode object) {
                return object;
            }
            throw unreadable("the file holds no JSON object");
        } catch (JsonProcessingException e) {
            var place = e.getLocation();
            throw unreadable("not JSON: " + e.getOriginalMessage()
                    + (place == null ? "" : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")"));
        }
    }

    private TimeWindow window(JsonNode document) {
        if (document.has("month")) {
            var month = YearMonth.parse(document.get("month").asText());
            Times.inRange("month", month.toString(), month.getYear());
            return TimeWindow.month(month, sourceZone);
        }
        var from = Times.at(document, "from", sourceZone);
        var to = Times.at(document, "to", sourceZone);
        if (!from.isBefore(to)) {
            throw ReloadException.at("/to", ErrorCode.WINDOW_INVALID, "'from' " + from + " is not before 'to' " + to);
        }
        return new TimeWindow(from, to, sourceZone);
    }

    private static List<String> tables(JsonNode document) {
        var tables = new ArrayList<String>();
        document.path("tables").forEach(table -> tables.add(table.asText()));
        return List.copyOf(tables);
    }

    private static String textOrNull(JsonNode document, String field) {
        return document.hasNonNull(field) ? document.get(field).asText() : null;
    }

    private static String requestId(JsonNode document) {
        return document.path("requestId").asText(derivedId(document));
    }

    private static String derivedId(JsonNode document) {
        try {
            var canonical = JSON.writeValueAsBytes(JSON.treeToValue(document, Object.class));
            var digest = MessageDigest.getInstance("SHA-256").digest(canonical);
            return "req-" + HexFormat.of().formatHex(digest, 0, 8);
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ReloadException unreadable(String detail) {
        return new ReloadException(ErrorCode.REQUEST_UNREADABLE, ForeignText.printable(detail));
    }
}
