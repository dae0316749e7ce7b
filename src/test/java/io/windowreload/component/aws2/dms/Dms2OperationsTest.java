package io.windowreload.component.aws2.dms;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each operation as operations.json tells it: headers in, request on the wire, response from the wire, headers out. */
class Dms2OperationsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static DefaultCamelContext camel;

    /** One entry of operations.json, named by its operation. */
    record Case(JsonNode json) {
        String operation() {
            return json.path("operation").asText();
        }

        @Override
        public String toString() {
            return operation() + " " + json.path("title").asText();
        }
    }

    @BeforeAll
    static void start() {
        camel = new DefaultCamelContext();
        camel.start();
    }

    @AfterAll
    static void stop() {
        camel.stop();
    }

    static Stream<Case> cases() throws Exception {
        try (InputStream file = Dms2OperationsTest.class.getResourceAsStream("operations.json")) {
            return StreamSupport.stream(JSON.readTree(file).spliterator(), false)
                    .map(Case::new);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void headers_become_the_request_and_the_response_becomes_headers(Case told) throws Exception {
        Map<String, Object> in = headers(told.json().path("in"));
        try (DmsStub stub = new DmsStub();
                ProducerTemplate template = camel.createProducerTemplate()) {
            String call = told.operation().substring(0, 1).toUpperCase(Locale.ROOT)
                    + told.operation().substring(1);
            stub.on(call, told.json().path("response").toString());
            Exchange answer =
                    template.request(stub.uri("operation=" + told.operation()), exchange -> exchange.getMessage()
                            .setHeaders(in));
            assertThat(answer.getException()).isNull();
            assertThat(JSON.readTree(stub.onlyRequest(call).toString()))
                    .isEqualTo(told.json().path("request"));
            assertThat(answer.getMessage().getBody().getClass().getSimpleName()).isEqualTo(call + "Response");
            assertThat(answer.getMessage().getHeaders())
                    .containsAllEntriesOf(headers(told.json().path("out")));
        }
    }

    @Test
    void every_operation_is_told() throws Exception {
        Set<String> told = new TreeSet<>(cases().map(Case::operation).toList());
        assertThat(told)
                .isEqualTo(new TreeSet<>(
                        Stream.of(Dms2Operations.values()).map(Enum::name).toList()));
    }

    private static Map<String, Object> headers(JsonNode json) {
        Map<String, Object> headers = new HashMap<>();
        json.properties()
                .forEach(entry ->
                        headers.put("CamelAwsDms" + entry.getKey(), JSON.convertValue(entry.getValue(), Object.class)));
        return headers;
    }
}
