package io.windowreload.survive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * What a person, a probe or a scrape gets from an address, if anything comes while they have patience.
 *
 * @param status of the answer; 0 where none has come
 * @param age what the header says, in seconds
 */
record Glance(int status, long age, String body) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    static Glance at(URI address) {
        return of(HttpRequest.newBuilder(address).GET());
    }

    static Glance order(URI address, String body) {
        return of(HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private static Glance of(HttpRequest.Builder request) {
        try {
            var answer = CLIENT.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
            var age = answer.headers().firstValueAsLong("age").orElse(0);
            return new Glance(answer.statusCode(), age, answer.body());
        } catch (IOException e) {
            return new Glance(0, 0, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    JsonNode json() {
        try {
            return status == 0 ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(body, e);
        }
    }

    /** What the status document or the health says of one thing. */
    String check(String name) {
        for (var check : json().path("checks")) {
            if (check.path("name").asText().equals(name)) {
                return check.path("status").asText();
            }
        }
        for (var check : json().at("/health/checks")) {
            if (check.path("name").asText().equals(name)) {
                return check.path("state").asText();
            }
        }
        return "";
    }
}
