package io.windowreload.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestReaderTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private final RequestReader reader = new RequestReader(
            BERLIN, Clock.fixed(Instant.parse("2026-01-15T12:00:00Z"), BERLIN), 1000, Optional.empty());

    private Request read(String json) {
        return reader.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private ReloadException refusal(String json) {
        return refusal(json.getBytes(StandardCharsets.UTF_8));
    }

    private ReloadException refusal(byte[] bytes) {
        return catchThrowableOfType(ReloadException.class, () -> reader.read(bytes));
    }

    @Test
    void a_time_without_an_offset_is_in_the_source_s_zone_and_one_with_an_offset_is_converted_to_it() {
        var request = read("{\"from\":\"2025-01-01T00:00:00\",\"to\":\"2025-01-31T23:00:00Z\"}");

        assertThat(request.window().from()).isEqualTo(LocalDateTime.parse("2025-01-01T00:00:00"));
        assertThat(request.window().to()).isEqualTo(LocalDateTime.parse("2025-02-01T00:00:00"));
    }

    @Test
    void a_date_alone_is_its_first_moment_and_a_month_its_first_day() {
        assertThat(read("{\"from\":\"2025-01-10\",\"to\":\"2025-02-01\"}").window())
                .hasToString("2025-01-10T00:00/2025-02-01T00:00");
        assertThat(read("{\"from\":\"2025-01\",\"to\":\"2025-03\"}").window())
                .hasToString("2025-01-01T00:00/2025-03-01T00:00");
        assertThat(read("{\"from\":\"2025-01-10\",\"to\":\"2025-01-10T12:00:00+01:00\"}")
                        .window())
                .hasToString("2025-01-10T00:00/2025-01-10T12:00");
    }

    @Test
    void the_samples_are_what_they_are_said_to_be() throws IOException {
        for (var good : List.of("2025-01", "orders")) {
            assertThat(reader.read(sample(good)).window()).hasToString("2025-01-01T00:00/2025-02-01T00:00");
        }
        assertThat(refusal(sample("broken")).pointer()).isEqualTo("/tabels");
        assertThat(refusal(sample("broken"))).hasMessageContaining("did you mean 'tables'?");
    }

    private static byte[] sample(String name) throws IOException {
        return Files.readAllBytes(Path.of("config", "samples", name + ".json"));
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void a_window_longer_than_the_longest_is_refused_or_cut() {
        var months = new RequestReader(
                BERLIN,
                Clock.fixed(Instant.parse("2026-01-15T12:00:00Z"), BERLIN),
                1000,
                Optional.of(Period.ofMonths(1)));
        var long_ = bytes(
                "{\"requestId\":\"gap\",\"reason\":\"x\",\"from\":\"2025-01-10T00:00:00\",\"to\":\"2025-03-01T00:00:00\",\"options\":{\"cleanup\":false}}");

        var refusal = catchThrowableOfType(ReloadException.class, () -> months.read(long_));
        assertThat(refusal.code()).isEqualTo(ErrorCode.WINDOW_TOO_LONG);
        assertThat(refusal.pointer()).isEqualTo("/to");

        var pieces = months.readCut(long_);
        assertThat(pieces).extracting(Request::requestId).containsExactly("gap-2025-01-10_2025-02-01", "gap-2025-02");
        assertThat(pieces)
                .extracting(piece -> piece.window().toString())
                .containsExactly("2025-01-10T00:00/2025-02-01T00:00", "2025-02-01T00:00/2025-03-01T00:00");
        assertThat(pieces).allSatisfy(piece -> {
            assertThat(piece.reason()).isEqualTo("x");
            assertThat(piece.options().cleanup()).isFalse();
        });
        assertThat(months.readCut(bytes("{\"month\":\"2025-01\"}")))
                .containsExactly(months.read(bytes("{\"month\":\"2025-01\"}")));
        assertThat(reader.readCut(long_)).containsExactly(reader.read(long_));
    }

    @Test
    void a_month_stands_for_its_bounds() {
        assertThat(read("{\"month\":\"2024-02\"}").window()).hasToString("2024-02-01T00:00/2024-03-01T00:00");
    }

    @Test
    void a_left_out_id_is_derived_from_the_content_whatever_its_order_and_white_space() {
        var id = read("{\"month\":\"2025-01\",\"reason\":\"x\"}").requestId();

        assertThat(read("{ \"reason\": \"x\",\n \"month\": \"2025-01\" }").requestId())
                .isEqualTo(id);
        assertThat(read("{\"month\":\"2025-02\",\"reason\":\"x\"}").requestId()).isNotEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nonsense | REQUEST_UNREADABLE | ",
                "[1] | REQUEST_UNREADABLE | ",
                "{} {} | REQUEST_UNREADABLE | ",
                "{\"month\":\"2025-01\",\"month\":\"2025-02\"} | REQUEST_UNREADABLE | ",
                "{} | REQUEST_INVALID | ``",
                "{\"month\":\"2025-01\",\"from\":\"2025-01-01T00:00:00\"} | REQUEST_INVALID | ``",
                "{\"from\":\"2025-01-01T00:00:00\"} | REQUEST_INVALID | ``",
                "{\"month\":1} | REQUEST_INVALID | /month",
                "{\"month\":\"2025-13\"} | REQUEST_INVALID | /month",
                "{\"month\":\"2025-01\",\"tables\":\"customers\"} | REQUEST_INVALID | /tables",
                "{\"month\":\"2025-01\",\"tables\":[7]} | REQUEST_INVALID | /tables/0",
                "{\"month\":\"2025-01\",\"tables\":[]} | REQUEST_INVALID | /tables",
                "{\"month\":\"2025-01\",\"wndow\":1} | REQUEST_INVALID | /wndow",
                "{\"month\":\"2025-01\",\"options\":{\"dryrun\":true}} | REQUEST_INVALID | /options/dryrun",
                "{\"month\":\"2025-01\",\"options\":{\"dryRun\":\"yes\"}} | REQUEST_INVALID | /options/dryRun",
                "{\"month\":\"2025-01\",\"requestId\":\"../../x\"} | REQUEST_INVALID | /requestId",
                "{\"month\":\"2026-01\"} | WINDOW_IN_FUTURE | /month",
                "{\"from\":\"2025-02-01T00:00:00\",\"to\":\"2025-01-01T00:00:00\"} | WINDOW_INVALID | /to",
                "{\"from\":\"2025-02-01T00:00:00\",\"to\":\"2025-02-01T00:00:00\"} | WINDOW_INVALID | /to",
                "{\"from\":\"01.02.2025\",\"to\":\"2025-03-01T00:00:00\"} | WINDOW_INVALID | /from",
                "{\"from\":\"2025-01-01T00:00:00\",\"to\":\"2027-01-01T00:00:00\"} | WINDOW_IN_FUTURE | /to",
                "{\"from\":\"2025-02-30\",\"to\":\"2025-03-01\"} | WINDOW_INVALID | /from",
                "{\"from\":\"2025-1-1\",\"to\":\"2025-03-01\"} | WINDOW_INVALID | /from",
                "{\"from\":\"2025-01-01\",\"to\":\"2025-01-01\"} | WINDOW_INVALID | /to",
                "{\"month\":\"2025-01\",\"options\":{\"plan\":9223372036854775808}} | REQUEST_INVALID | /options/plan",
                "{\"month\":\"2025-01\",\"options\":{\"plan\":18446744073709551619}} | REQUEST_INVALID | /options/plan",
                "{\"month\":\"2025-01\",\"options\":{\"plan\":1e30}} | REQUEST_INVALID | /options/plan",
                "{\"month\":\"2025-01\",\"options\":{\"plan\":3.5}} | REQUEST_INVALID | /options/plan",
                "{\"month\":\"2025-01\",\"options\":{\"plan\":0}} | REQUEST_INVALID | /options/plan",
                "{\"month\":\"2025-01\",\"options\":{\"plan\":-3}} | REQUEST_INVALID | /options/plan",
                "{\"from\":\"2025-02-30T00:00:00\",\"to\":\"2025-03-01T00:00:00\"} | WINDOW_INVALID | /from",
            })
    void what_is_wrong_is_named_with_its_place(String json, ErrorCode code, String pointer) {
        var refusal = refusal(json);

        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.pointer()).isEqualTo(pointer);
        assertThat(refusal.detail()).isNotBlank();
    }

    @Test
    void empty_too_large_and_wrongly_encoded_files_are_unreadable() {
        assertThat(refusal("  ").code()).isEqualTo(ErrorCode.REQUEST_UNREADABLE);
        assertThat(refusal(" ".repeat(1001)).code()).isEqualTo(ErrorCode.REQUEST_UNREADABLE);
        assertThat(refusal(new byte[] {'{', (byte) 0xC3, '}'}).code()).isEqualTo(ErrorCode.REQUEST_UNREADABLE);
        assertThat(refusal("[".repeat(900)).code()).isEqualTo(ErrorCode.REQUEST_UNREADABLE);
    }
}
