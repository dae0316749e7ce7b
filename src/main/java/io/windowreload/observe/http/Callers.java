package io.windowreload.observe.http;

import io.windowreload.settings.SettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who may come in: names with secrets from a file, given as basic authentication (RFC 7617) or bearer token (RFC 6750). */
final class Callers {
    private static final int SHORTEST_SECRET = 12;

    private final Map<String, String> digests;

    private Callers(Map<String, String> digests) {
        this.digests = digests;
    }

    /**
     * Reads the file: a line {@code name:secret} for each caller, {@code #} begins a comment.
     *
     * @throws SettingsException where the file cannot be read or a line does not fit
     */
    static Callers load(Path file) {
        var digests = new LinkedHashMap<String, String>();
        for (var line : lines(file)) {
            var text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            var colon = text.indexOf(':');
            if (colon < 1 || text.length() - colon - 1 < SHORTEST_SECRET) {
                throw new SettingsException(
                        "reload.http.users-file: " + file + " has a line that is not name:secret with a"
                                + " secret of at least " + SHORTEST_SECRET + " characters");
            }
            digests.put(text.substring(0, colon), digest(text.substring(colon + 1)));
        }
        if (digests.isEmpty()) {
            throw new SettingsException("reload.http.users-file: " + file + " names nobody");
        }
        return new Callers(Map.copyOf(digests));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new SettingsException("reload.http.users-file: cannot read " + file.toAbsolutePath());
        }
    }

    /** The name of whom the header {@code Authorization} proves. */
    Optional<String> prove(String authorization) {
        if (authorization == null) {
            return Optional.empty();
        }
        var space = authorization.indexOf(' ');
        var scheme = space < 0 ? "" : authorization.substring(0, space);
        var credentials = authorization.substring(space + 1).strip();
        if (scheme.equalsIgnoreCase("Bearer")) {
            return find(null, credentials);
        }
        return scheme.equalsIgnoreCase("Basic") ? basic(credentials) : Optional.empty();
    }

    private Optional<String> basic(String credentials) {
        try {
            var text = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            var colon = text.indexOf(':');
            return colon < 1 ? Optional.empty() : find(text.substring(0, colon), text.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Compares with every caller in the same time, so that the time tells nothing. */
    private Optional<String> find(String name, String secret) {
        var digest = digest(secret).getBytes(StandardCharsets.US_ASCII);
        String found = null;
        for (var caller : digests.entrySet()) {
            var same = MessageDigest.isEqual(caller.getValue().getBytes(StandardCharsets.US_ASCII), digest);
            if (same && (name == null || name.equals(caller.getKey()))) {
                found = caller.getKey();
            }
        }
        return Optional.ofNullable(found);
    }

    private static String digest(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
