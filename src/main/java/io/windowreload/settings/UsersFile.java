package io.windowreload.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Who may come in: a line {@code name:secret} for each caller, the secret as a hash or, with a warning, as it is; {@code #} begins a comment. */
public record UsersFile(Map<String, Entry> entries) {
    private static final String KEY = "reload.http.users-file";
    private static final int SHORTEST_SECRET = 12;
    private static final String MARK = "pbkdf2-sha256";
    private static final int ROUNDS = 210_000;
    private static final int MOST_ROUNDS = 10_000_000;
    private static final int BYTES = 32;
    private static final String NAME = "[A-Za-z0-9._@-]{1,64}";

    /** A caller's secret, or what is left of it. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Entry(byte[] hash, byte[] salt, int rounds) {
        /** Whether the file has the secret itself. */
        public boolean plain() {
            return rounds == 0;
        }

        /** Whether this is the secret; takes the same time whatever it is. */
        public boolean is(String secret) {
            return MessageDigest.isEqual(hash, plain() ? digest(secret) : derived(secret, salt, rounds));
        }

        @Override
        public String toString() {
            return "(hidden)";
        }
    }

    /**
     * Reads the file.
     *
     * @throws SettingsException where it cannot be read, others could write it, or a line does not fit
     */
    public static UsersFile read(Path file) {
        var entries = new LinkedHashMap<String, Entry>();
        for (var line : lines(file)) {
            var text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                add(entries, text, file);
            }
        }
        if (entries.isEmpty()) {
            throw new SettingsException(KEY + ": " + file + " names nobody");
        }
        refuseLooseMode(file, entries.values().stream().anyMatch(Entry::plain));
        return new UsersFile(Map.copyOf(entries));
    }

    private static void add(Map<String, Entry> entries, String text, Path file) {
        var colon = text.indexOf(':');
        var secret = text.substring(colon + 1);
        if (colon < 1 || (secret.length() < SHORTEST_SECRET)) {
            throw new SettingsException(
                    KEY + ": " + file + " has a line that is not name:secret with a secret of at least "
                            + SHORTEST_SECRET + " characters");
        }
        var name = text.substring(0, colon);
        if (!name.matches(NAME)) {
            throw new SettingsException(KEY + ": " + file
                    + " has a name that is not of letters, digits, '.', '_', '@' and '-', 64 at most");
        }
        if (entries.put(name, entry(name, secret, file)) != null) {
            throw new SettingsException(KEY + ": " + file + " names " + name + " twice");
        }
    }

    private static Entry entry(String name, String secret, Path file) {
        if (!secret.startsWith(MARK + "$")) {
            return new Entry(digest(secret), new byte[0], 0);
        }
        try {
            var parts = secret.split("\\$", -1);
            var rounds = Integer.parseInt(parts[1]);
            var entry = new Entry(
                    Base64.getDecoder().decode(parts[3]), Base64.getDecoder().decode(parts[2]), rounds);
            if (parts.length == 4
                    && rounds > 0
                    && rounds <= MOST_ROUNDS
                    && entry.hash().length == BYTES
                    && entry.salt().length > 0) {
                return entry;
            }
        } catch (RuntimeException e) {
            throw broken(name, file);
        }
        throw broken(name, file);
    }

    private static SettingsException broken(String name, Path file) {
        return new SettingsException(KEY + ": " + file + ": the hash of " + name
                + " is damaged; write the line anew with 'window-reload user add " + name + "'");
    }

    private static Iterable<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new SettingsException(KEY + ": cannot read " + file.toAbsolutePath());
        }
    }

    /** Whoever may write it lets himself in; whoever may read it has the secrets that are not hashed. */
    private static void refuseLooseMode(Path file, boolean plain) {
        Set<PosixFilePermission> mode;
        try {
            mode = Files.getPosixFilePermissions(file);
        } catch (UnsupportedOperationException e) {
            return;
        } catch (IOException e) {
            throw new SettingsException(KEY + ": cannot read the mode of " + file.toAbsolutePath());
        }
        if (mode.contains(PosixFilePermission.OTHERS_WRITE) || mode.contains(PosixFilePermission.GROUP_WRITE)) {
            throw new SettingsException(KEY + ": others may write " + file + " (" + PosixFilePermissions.toString(mode)
                    + ") and so let themselves in: chmod 600 " + file);
        }
        if (plain && mode.contains(PosixFilePermission.OTHERS_READ)) {
            throw new SettingsException(KEY + ": others may read " + file + " (" + PosixFilePermissions.toString(mode)
                    + "), and it has secrets that are not hashed: chmod 600 " + file
                    + ", or 'window-reload user add NAME'");
        }
    }

    /**
     * Writes a line for a caller in the place of the one that he has.
     *
     * @throws SettingsException where name or secret do not fit
     */
    public static void write(Path file, String name, String secret) throws IOException {
        if (!name.matches(NAME)) {
            throw new SettingsException("a name is of letters, digits, '.', '_', '@' and '-', 64 at most");
        }
        if (secret.length() < SHORTEST_SECRET || secret.chars().anyMatch(Character::isISOControl)) {
            throw new SettingsException("a secret has at least " + SHORTEST_SECRET + " characters, on one line");
        }
        var text = new StringBuilder();
        if (Files.exists(file)) {
            for (var line : lines(file)) {
                if (!line.strip().startsWith(name + ":")) {
                    text.append(line).append('\n');
                }
            }
        }
        text.append(name).append(':').append(hashed(secret)).append('\n');
        var folder = file.toAbsolutePath().getParent();
        // Made with mode 0600, and put in the place of the old one as a whole.
        var fresh = Files.createTempFile(folder, ".users", "");
        Files.writeString(fresh, text, StandardOpenOption.TRUNCATE_EXISTING);
        Files.move(
                fresh,
                file,
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    /** A new secret that nobody guesses. */
    public static String newSecret() {
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String hashed(String secret) {
        var salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        var encoder = Base64.getEncoder();
        return String.join(
                "$",
                MARK,
                Integer.toString(ROUNDS),
                encoder.encodeToString(salt),
                encoder.encodeToString(derived(secret, salt, ROUNDS)));
    }

    private static byte[] derived(String secret, byte[] salt, int rounds) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(secret.toCharArray(), salt, rounds, BYTES * 8))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] digest(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
