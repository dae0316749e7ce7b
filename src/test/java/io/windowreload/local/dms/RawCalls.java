package io.windowreload.local.dms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Calls of the API as nobody's client makes them. */
record RawCalls(URI endpoint, HttpClient http) {
    /** A signature of an access key that the emulator does not know, so it is not checked. */
    static final String SIGNED = "AWS4-HMAC-SHA256 Credential=ANY/20250101/us-east-1/dms/aws4_request, "
            + "SignedHeaders=host, Signature=" + "0".repeat(64);

    RawCalls(URI endpoint) {
        this(endpoint, HttpClient.newHttpClient());
    }

    /** A signed call with any text as its body. */
    HttpResponse<String> call(String operation, String body) {
        return send(request("/")
                .header("X-Amz-Target", "AmazonDMSv20160101." + operation)
                .header("Authorization", SIGNED)
                .POST(BodyPublishers.ofString(body)));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(endpoint.resolve(path)).header("Content-Type", "application/x-amz-json-1.1");
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
