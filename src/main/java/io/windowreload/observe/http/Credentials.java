package io.windowreload.observe.http;

import io.windowreload.settings.UsersFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may come in: names with secrets from a file, given as basic authentication (RFC 7617) or bearer token (RFC 6750). */
final class Credentials {
    private static final Logger LOG = LoggerFactory.getLogger(Credentials.class);

    private final UsersFile users;

    /**
     * What a header claims.
     *
     * @param name null where a token alone is given
     */
    record Claim(String name, String secret) {}

    private Credentials(UsersFile users) {
        this.users = users;
    }

    static Credentials load(Path file) {
        var users = UsersFile.read(file);
        var plain =
                users.entries().values().stream().filter(UsersFile.Entry::plain).count();
        if (plain > 0) {
            LOG.warn(
                    "{} of {} secrets in {} are not hashed: 'window-reload user add NAME' writes them so",
                    plain,
                    users.entries().size(),
                    file);
        }
        return new Credentials(users);
    }

    /** What the header {@code Authorization} claims; empty where it is none that is understood. */
    static Optional<Claim> claim(String authorization) {
        if (authorization == null) {
            return Optional.empty();
        }
        var space = authorization.indexOf(' ');
        var scheme = space < 0 ? "" : authorization.substring(0, space);
        var credentials = authorization.substring(space + 1).strip();
        if (scheme.equalsIgnoreCase("Bearer")) {
            return credentials.isEmpty() ? Optional.empty() : Optional.of(new Claim(null, credentials));
        }
        return scheme.equalsIgnoreCase("Basic") ? basic(credentials) : Optional.empty();
    }

    private static Optional<Claim> basic(String credentials) {
        try {
            var text = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            var colon = text.indexOf(':');
            return colon < 1
                    ? Optional.empty()
                    : Optional.of(new Claim(text.substring(0, colon), text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The name of whom the claim proves. Compares with every caller, so that the time does not tell which names there are; it may take a while. */
    Optional<String> prove(Claim claim) {
        String found = null;
        for (var user : users.entries().entrySet()) {
            var same = user.getValue().is(claim.secret());
            if (same && (claim.name() == null || claim.name().equals(user.getKey()))) {
                found = user.getKey();
            }
        }
        return Optional.ofNullable(found);
    }
}
