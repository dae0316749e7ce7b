package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A process that has lost its run, frozen for an hour for example, writes nothing more for it. */
class LostRunTest {
    private final MergeFixture target = MergeFixture.withTable("id int, v text, changed timestamp");

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void no_call_of_a_process_that_does_not_hold_the_run_does_anything() throws Exception {
        var run = target.armed();
        target.sql(
                "insert into staging.items values (1, 'x', '2025-01-02')",
                "update admin.reload_runs set owner = 'new' where run_id = " + run);
        target.plan(run, 1);
        try (var old = target.session("origin")) {
            old.run("select set_config('reload.owner', 'old', false)");
            for (var call : List.of(
                    "call admin.fence_disarm(" + run + ")",
                    "call admin.merge_drop(" + run + ")",
                    "call admin.merge_plan(" + run + ", 1)",
                    "call admin.merge_apply(" + run + ", 1, 10, '1 s', '5 s', null)",
                    "call admin.merge_verify(" + run + ", 1, null)",
                    "call admin.merge_forecast(" + run + ")",
                    "select admin.look_settle(" + run + ", " + run + ", 1, '{}', true, false, 0, 0)",
                    "call admin.merge_undo(" + run + ", " + run + ", '1 s', '5 s', null)")) {
                assertThatThrownBy(() -> old.run(call))
                        .as(call)
                        .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState())
                                .isEqualTo("WR023"));
            }
            assertThat(target.texts("select v from production.items")).isEmpty();

            old.run("select set_config('reload.owner', 'new', false)");
            old.run("call admin.merge_apply(" + run + ", 1, 10, '1 s', '5 s', null)");
        }
        assertThat(target.texts("select v from production.items")).containsExactly("x");
    }
}
