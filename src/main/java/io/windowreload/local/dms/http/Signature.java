package io.windowreload.local.dms.http;

import com.sun.net.httpserver.Headers;
import io.windowreload.local.dms.wire.AwsError;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks AWS Signature Version 4. A request without a signature, or with one that is no signature, is refused; one of an
 * access key whose secret is known must be right; one of any other key passes, so that every dummy credential will do.
 */
final class Signature {
    private static final Pattern AUTHORIZATION = Pattern.compile("AWS4-HMAC-SHA256 Credential=([^/,\\s]+)/(\\d{8})/"
            + "([^/,\\s]+)/([^/,\\s]+)/aws4_request,\\s*SignedHeaders=([^,\\s]+),\\s*Signature=([0-9a-f]{64})");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");
    private static final Duration TOLERANCE = Duration.ofMinutes(15);

    private final String service;
    private final Map<String, String> secrets;
    private final Clock clock;

    /**
     * For one service.
     *
     * @param service as it stands in the scope of a signature
     * @param secrets secret access keys by access key id
     */
    Signature(String service, Map<String, String> secrets, Clock clock) {
        this.service = service;
        this.secrets = secrets;
        this.clock = clock;
    }

    void check(String method, String path, Headers headers, byte[] body) {
        var given = headers.getFirst("Authorization");
        if (given == null) {
            throw AwsError.of("MissingAuthenticationTokenException", 403, "Missing Authentication Token");
        }
        var parts = AUTHORIZATION.matcher(given);
        if (!parts.matches()) {
            throw AwsError.of(
                    "IncompleteSignatureException",
                    400,
                    "Authorization header is not a valid AWS4-HMAC-SHA256 signature");
        }
        if (!parts.group(4).equals(service)) {
            throw invalid("Credential should be scoped to correct service: '" + service + "'.");
        }
        var secret = secrets.get(parts.group(1));
        if (secret != null) {
            requireRecent(headers);
            requireRight(parts, secret, canonical(method, path, headers, parts.group(5), body), headers);
        }
    }

    private void requireRecent(Headers headers) {
        try {
            var signed = LocalDateTime.parse(String.valueOf(headers.getFirst("X-Amz-Date")), TIME)
                    .toInstant(ZoneOffset.UTC);
            if (Duration.between(signed, clock.instant()).abs().compareTo(TOLERANCE) > 0) {
                throw invalid("Signature expired: " + signed + " is not within " + TOLERANCE.toMinutes()
                        + " minutes of " + clock.instant());
            }
        } catch (DateTimeException e) {
            throw AwsError.of("IncompleteSignatureException", 400, "Date must be in ISO-8601 'basic format'");
        }
    }

    private static String canonical(String method, String path, Headers headers, String signedHeaders, byte[] body) {
        var lines = Stream.of(signedHeaders.split(";"))
                .map(name -> name + ":" + String.valueOf(headers.getFirst(name)).strip() + "\n")
                .collect(Collectors.joining());
        return method + "\n" + path + "\n\n" + lines + "\n" + signedHeaders + "\n" + sha256(body);
    }

    private void requireRight(Matcher parts, String secret, String canonical, Headers headers) {
        var scope = parts.group(2) + "/" + parts.group(3) + "/" + service + "/aws4_request";
        var toSign = "AWS4-HMAC-SHA256\n" + headers.getFirst("X-Amz-Date") + "\n" + scope + "\n"
                + sha256(canonical.getBytes(StandardCharsets.UTF_8));
        var key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (var part : List.of(parts.group(2), parts.group(3), service, "aws4_request")) {
            key = hmac(key, part);
        }
        var right = HexFormat.of().formatHex(hmac(key, toSign));
        if (!right.equals(parts.group(6).toLowerCase(Locale.ROOT))) {
            throw invalid(
                    "The request signature we calculated does not match the signature you provided. Check your AWS "
                            + "Secret Access Key and signing method. Consult the service documentation for details.");
        }
    }

    private static AwsError invalid(String message) {
        return AwsError.of("InvalidSignatureException", 403, message);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
