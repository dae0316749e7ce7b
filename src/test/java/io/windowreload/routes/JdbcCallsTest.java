package io.windowreload.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.db.Sql;
import java.util.List;
import org.junit.jupiter.api.Test;

class JdbcCallsTest {
    @Test
    void parameters_get_their_names_and_a_question_mark_in_a_literal_none() {
        var sql = new Sql("x", "call p(?, 'what? ''?''', ?)", List.of("run_id", "position"));

        assertThat(JdbcCalls.named(sql)).isEqualTo("call p(:?run_id, 'what? ''?''', :?position)");
    }
}
