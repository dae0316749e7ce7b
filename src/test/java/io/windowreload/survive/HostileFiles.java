package io.windowreload.survive;

import io.windowreload.window.ErrorCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Request files that no program should take, each of them different, always the same ones for one seed. */
final class HostileFiles {
    private static final String GOOD = """
            {"requestId":"r-%d","reason":"hostile %d","from":"2025-01-01T00:00:00","to":"2025-02-01T00:00:00","tables":["customers"]}""";
    private static final long HUGE = 100L << 20;

    private final Random random;
    private final List<Kind> kinds = List.of(
            text("truncated", ErrorCode.REQUEST_UNREADABLE, n -> cut(good(n))),
            text("not-json", ErrorCode.REQUEST_UNREADABLE, n -> "requestId: r-" + n + "\nmonth: 2025-01"),
            text(
                    "xml",
                    ErrorCode.REQUEST_UNREADABLE,
                    n -> "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>"),
            text("empty", ErrorCode.REQUEST_UNREADABLE, n -> " ".repeat(n % 7)),
            text("list", ErrorCode.REQUEST_UNREADABLE, n -> "[" + good(n) + "]"),
            text("two", ErrorCode.REQUEST_UNREADABLE, n -> good(n) + good(n + 1)),
            text("scalar", ErrorCode.REQUEST_UNREADABLE, n -> String.valueOf(n)),
            text(
                    "deep",
                    ErrorCode.REQUEST_UNREADABLE,
                    n -> "{\"tables\":" + "[".repeat(20 + n % 5000) + "]".repeat(20 + n % 5000) + "}"),
            text("deep-objects", ErrorCode.REQUEST_UNREADABLE, n -> "{\"options\":".repeat(20 + n % 5000)),
            text("long-number", ErrorCode.REQUEST_UNREADABLE, n -> with("\"month\":" + "9".repeat(200 + n % 50_000))),
            text(
                    "long-text",
                    ErrorCode.REQUEST_UNREADABLE,
                    n -> with("\"month\":\"2025-01\",\"reason\":\"" + "x".repeat(10_001 + n % 50_000) + "\"")),
            text("raw-nul", ErrorCode.REQUEST_UNREADABLE, n -> good(n).replace("hostile", "ho\0stile")),
            text("nul-token", ErrorCode.REQUEST_UNREADABLE, n -> "{\"month\": a\0b}"),
            text(
                    "duplicate-keys",
                    ErrorCode.REQUEST_UNREADABLE,
                    n -> with("\"month\":\"2025-01\",\"month\":\"2025-02\"")),
            text("too-large", ErrorCode.REQUEST_UNREADABLE, n -> good(n) + " ".repeat(262_144)),
            text("comment", ErrorCode.REQUEST_UNREADABLE, n -> "/* " + n + " */" + good(n)),
            bytes("utf-16", ErrorCode.REQUEST_UNREADABLE, n -> good(n).getBytes(StandardCharsets.UTF_16)),
            bytes("bad-utf-8", ErrorCode.REQUEST_UNREADABLE, n -> good(n).replace("hostile", "\u00e4")
                    .getBytes(StandardCharsets.ISO_8859_1)),
            bytes("noise", ErrorCode.REQUEST_UNREADABLE, n -> noise(n)),
            text("escaped-nul", ErrorCode.REQUEST_INVALID, n -> good(n).replace("hostile", "\\u0000")),
            text("lone-surrogate", ErrorCode.REQUEST_INVALID, n -> good(n).replace("hostile", "\\ud800")),
            text("control", ErrorCode.REQUEST_INVALID, n -> good(n).replace("hostile", "\\u001b[2J")),
            text("id-with-newline", ErrorCode.REQUEST_INVALID, n -> good(n).replace("r-" + n, "r-" + n + "\\n")),
            text("month-with-newline", ErrorCode.REQUEST_INVALID, n -> with("\"month\":\"2025-01\\n\"")),
            text("escaping-id", ErrorCode.REQUEST_INVALID, n -> good(n).replace("r-" + n, "../../r-" + n)),
            text("override-id", ErrorCode.REQUEST_INVALID, n -> good(n).replace("r-" + n, "r\u202e" + n)),
            text("huge-number", ErrorCode.REQUEST_INVALID, n -> with("\"month\":1e" + (1000 + n))),
            text(
                    "unknown-field",
                    ErrorCode.REQUEST_INVALID,
                    n -> with("\"month\":\"2025-01\",\"x\\u202e" + n + "\":1")),
            text(
                    "prototype",
                    ErrorCode.REQUEST_INVALID,
                    n -> with(
                            "\"month\":\"2025-01\",\"__proto__\":{\"a\":" + n + "},\"@class\":\"java.lang.Runtime\"")),
            text(
                    "wrong-type",
                    ErrorCode.REQUEST_INVALID,
                    n -> with("\"month\":\"2025-01\",\"options\":{\"dryRun\":" + n + "}")),
            text("null", ErrorCode.REQUEST_INVALID, n -> with("\"month\":null,\"reason\":\"" + n + "\"")),
            text(
                    "many-tables",
                    ErrorCode.REQUEST_INVALID,
                    n -> with("\"month\":\"2025-01\",\"tables\":[" + "1,".repeat(20_000 + n % 10_000) + "1]")),
            text(
                    "many-fields",
                    ErrorCode.REQUEST_INVALID,
                    n -> with("\"month\":\"2025-01\"" + fields(2_000 + n % 1_000))),
            text("month-13", ErrorCode.REQUEST_INVALID, n -> with("\"month\":\"2025-" + (13 + n % 80) + "\"")),
            text("month-and-times", ErrorCode.REQUEST_INVALID, n -> good(n).replace("{", "{\"month\":\"2025-01\",")),
            text("wrong-zone", ErrorCode.WINDOW_INVALID, n -> good(n).replace(
                            "2025-01-01T00:00:00", "2025-01-01T00:00:00+" + (19 + n % 80) + ":00")),
            text("zone-of-nowhere", ErrorCode.WINDOW_INVALID, n -> good(n).replace(
                            "2025-01-01T00:00:00", "2025-01-01T00:00:00+01:00[Mars/Olympus" + n + "]")),
            text("before-time", ErrorCode.WINDOW_INVALID, n -> good(n).replace(
                            "2025-01-01T00:00:00", "-999999999-01-01T00:00:00-18:00")),
            text("year-0", ErrorCode.WINDOW_INVALID, n -> with("\"month\":\"0000-0" + (1 + n % 9) + "\"")),
            text("no-such-day", ErrorCode.WINDOW_INVALID, n -> good(n).replace("01-01T", "02-" + (30 + n % 2) + "T")),
            text("backwards", ErrorCode.WINDOW_INVALID, n -> good(n).replace("2025-01-01", "2025-03-0" + (1 + n % 9))),
            text("future", ErrorCode.WINDOW_IN_FUTURE, n -> good(n).replace(
                            "2025-02-01", (2200 + n % 5000) + "-02-01")),
            text("unknown-table", ErrorCode.TABLE_UNKNOWN, n -> good(n).replace("customers", "customers" + n)),
            text("hostile-table", ErrorCode.TABLE_UNKNOWN, n -> good(n).replace(
                            "customers", "x'; drop table production.customers; --" + n)),
            named("$(touch owned-%d)"),
            named("${sys.user.home}-%d"),
            named("{{reload.target.password}}-%d"),
            named("%%2e%%2e%%2f-%d"),
            named("-rf %d"),
            named("new\nline-%d"),
            named("quote'\"`;-%d"),
            named("i-0-1-1-1~stolen-%d"),
            named("x".repeat(230) + "-%d"),
            new Kind(
                    "link",
                    ErrorCode.REQUEST_UNREADABLE,
                    (folder, name, n) -> Files.createSymbolicLink(folder.resolve(name), Path.of("/etc/passwd"))),
            new Kind(
                    "dangling-link",
                    ErrorCode.REQUEST_UNREADABLE,
                    (folder, name, n) -> Files.createSymbolicLink(folder.resolve(name), Path.of("nowhere"))),
            new Kind(
                    "folder",
                    ErrorCode.REQUEST_UNREADABLE,
                    (folder, name, n) -> Files.createDirectory(folder.resolve(name))),
            new Kind("huge", ErrorCode.REQUEST_UNREADABLE, HostileFiles::huge));

    private final Path folder;

    HostileFiles(Path folder, long seed) {
        this.folder = folder;
        this.random = new Random(seed);
    }

    @FunctionalInterface
    private interface Content<T> {
        T of(int number);
    }

    @FunctionalInterface
    private interface Maker {
        Path make(Path folder, String name, int number) throws IOException;
    }

    /** One way to be hostile, and what the answer must be. */
    private record Kind(String name, ErrorCode code, Maker maker) {}

    /** A file that was dropped. */
    record Dropped(String name, ErrorCode code) {}

    private Kind text(String name, ErrorCode code, Content<String> content) {
        return bytes(name, code, n -> content.of(n).getBytes(StandardCharsets.UTF_8));
    }

    private Kind bytes(String kind, ErrorCode code, Content<byte[]> content) {
        return new Kind(kind, code, (into, name, n) -> Files.write(into.resolve(name), content.of(n)));
    }

    private Kind named(String pattern) {
        return new Kind(
                pattern,
                ErrorCode.REQUEST_NAME_REFUSED,
                (into, name, n) -> Files.writeString(into.resolve(pattern.formatted(n) + ".json"), good(n)));
    }

    private static Path huge(Path into, String name, int number) throws IOException {
        var path = into.resolve(name);
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(HUGE);
        }
        return path;
    }

    /** Drops the file of this number; the kinds take turns. */
    Dropped drop(int number) {
        var kind = kinds.get(number % kinds.size());
        try {
            var path = kind.maker().make(folder, kind.name() + "-" + number + ".json", number);
            return new Dropped(path.getFileName().toString(), kind.code());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** How many kinds there are: fewer files than this do not show all of them. */
    int kinds() {
        return Set.copyOf(kinds).size();
    }

    private static String good(int n) {
        return GOOD.formatted(n, n);
    }

    private static String with(String members) {
        return "{" + members + "}";
    }

    private static String fields(int count) {
        var fields = new StringBuilder();
        for (var i = 0; i < count; i++) {
            fields.append(",\"f").append(i).append("\":").append(i);
        }
        return fields.toString();
    }

    private String cut(String text) {
        return text.substring(0, 1 + random.nextInt(text.length() - 1));
    }

    private byte[] noise(int n) {
        var noise = new byte[1 + n % 4096];
        random.nextBytes(noise);
        noise[0] = (byte) 0xff;
        return noise;
    }
}
