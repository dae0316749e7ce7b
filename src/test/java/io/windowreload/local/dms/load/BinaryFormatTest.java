package io.windowreload.local.dms.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.TestPostgres;
import io.windowreload.local.dms.load.SourceColumn.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.DriverManager;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** What binary COPY writes is what PostgreSQL reads. */
class BinaryFormatTest {
    private static final long SEED = 20250101;
    private final Random random = new Random(SEED);

    @Test
    void numbers_of_any_size_and_scale() throws Exception {
        var numbers = new ArrayList<Object>(List.of(
                BigDecimal.ZERO,
                new BigDecimal("0.00"),
                new BigDecimal("-0.0001"),
                new BigDecimal("9999"),
                new BigDecimal("10000"),
                new BigDecimal("100000000.00000001"),
                new BigDecimal("1E+20"),
                Long.MIN_VALUE,
                Long.MAX_VALUE));
        for (var i = 0; i < 2_000; i++) {
            numbers.add(new BigDecimal(new BigInteger(random.nextInt(127), random), random.nextInt(30))
                    .multiply(BigDecimal.valueOf(random.nextBoolean() ? 1 : -1)));
        }

        assertThat(copied("numeric", Kind.DECIMAL, numbers, number -> new BigDecimal(number)))
                .usingElementComparator((one, other) -> decimal(one).compareTo(decimal(other)))
                .containsExactlyElementsOf(numbers);
    }

    private static BigDecimal decimal(Object number) {
        return new BigDecimal(number.toString());
    }

    @Test
    void times_before_and_after_the_epoch_to_the_microsecond() throws Exception {
        var times = new ArrayList<Object>(List.of(
                LocalDateTime.parse("2000-01-01T00:00:00"),
                LocalDateTime.parse("1999-12-31T23:59:59.999999"),
                LocalDateTime.parse("0001-01-01T00:00:00.000001"),
                LocalDateTime.parse("9999-12-31T23:59:59.999999")));
        for (var i = 0; i < 2_000; i++) {
            times.add(LocalDateTime.parse("1970-01-01T00:00:00")
                    .plus(random.nextLong() % 60_000_000_000_000_000L, ChronoUnit.MICROS));
        }

        assertThat(copied("timestamp", Kind.TIMESTAMP, times, text -> LocalDateTime.parse(text.replace(' ', 'T'))))
                .containsExactlyElementsOf(times);
    }

    @Test
    void a_time_finer_than_a_microsecond_is_rounded_as_postgresql_rounds_text() throws Exception {
        var times = List.<Object>of(LocalDateTime.parse("2025-01-31T23:59:59.999999500"));

        assertThat(copied("timestamp", Kind.TIMESTAMP, times, text -> text)).containsExactly("2025-02-01 00:00:00");
    }

    private interface Reader {
        Object read(String text);
    }

    private static List<Object> copied(String type, Kind kind, List<Object> values, Reader reader) throws Exception {
        try (var connection = DriverManager.getConnection(TestPostgres.emptyUrl());
                var statement = connection.createStatement()) {
            statement.execute("create table copied (n serial, value " + type + ")");
            var encoder = BinaryEncoder.of(kind, type).orElseThrow();
            var batch = new CopyBatch(
                    connection.unwrap(PGConnection.class).getCopyAPI(),
                    "copy copied (value) from stdin with (format binary)",
                    new BinaryFormat(List.of(encoder)),
                    values.size());
            for (var value : values) {
                batch.add(new Object[] {value});
            }
            batch.commit();
            var read = new ArrayList<Object>();
            try (var rows = statement.executeQuery("select value::text from copied order by n")) {
                while (rows.next()) {
                    read.add(reader.read(rows.getString(1)));
                }
            }
            return read;
        }
    }
}
