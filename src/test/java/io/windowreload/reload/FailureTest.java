package io.windowreload.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.TestPostgres;
import io.windowreload.db.Db;
import io.windowreload.db.DbException;
import io.windowreload.db.Sql;
import io.windowreload.window.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What PostgreSQL says gets one code, whoever asks: the program, or the procedure that people call. */
class FailureTest {
    private static final Stream<String> OTHERS = Stream.of(
            "55P03", "40P01", "40001", "53100", "25006", "42501", "28000", "08006", "57P01", "53300", "23505", "22003",
            "XX000");
    private static final Sql CODE = new Sql("code", "select admin.error_code(?::text) as code", List.of("state"));

    @Test
    void the_program_and_the_procedure_give_the_same_codes() throws IOException {
        try (var pool = TestPostgres.freshDatabase();
                var files = Files.list(Path.of("sql/migrations"))) {
            var db = new Db(pool);
            var raised = files.flatMap(file -> Pattern.compile("errcode = '(WR\\w{3})'")
                            .matcher(read(file))
                            .results()
                            .map(match -> match.group(1)))
                    .collect(Collectors.toSet());
            assertThat(raised).contains("WR005", "WR191");

            Stream.concat(OTHERS, raised.stream())
                    .forEach(state -> assertThat(db.query(CODE, Map.of("state", state), row -> row.text("code")))
                            .as(state)
                            .containsExactly(Failure.of(new DbException("x", new SQLException("x", state)))
                                    .code()
                                    .name()));
        }
    }

    /** Some states are handed on by name, and some are caught where they were raised. */
    @Test
    void each_state_of_our_own_that_can_leave_the_server_has_a_code_of_its_own() throws IOException {
        var texts = sources();
        var named = Pattern.compile("WR\\d{3}");
        var caught = texts.stream()
                .filter(text -> text.contains("errcode = 'WR170'"))
                .flatMap(text -> Pattern.compile("when sqlstate '(WR\\w{3})' then null")
                        .matcher(text)
                        .results())
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        assertThat(caught).containsExactly("WR170");

        var states = texts.stream()
                .flatMap(text -> named.matcher(text).results())
                .map(MatchResult::group)
                .filter(state -> !caught.contains(state))
                .distinct()
                .sorted()
                .toList();

        assertThat(states).hasSizeGreaterThan(20).contains("WR023", "WR181").allSatisfy(state -> assertThat(
                        Failure.of(new DbException("x", new SQLException("x", state)))
                                .code())
                .as(state)
                .isNotEqualTo(ErrorCode.MERGE_FAILED));
    }

    /** All SQL but the list of the codes itself. */
    private static List<String> sources() throws IOException {
        try (var files = Files.walk(Path.of("sql"))) {
            return files.filter(file -> file.toString().endsWith(".sql"))
                    .filter(file -> !file.endsWith("R__8_error_codes.sql"))
                    .map(FailureTest::read)
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
