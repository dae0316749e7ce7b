package io.windowreload.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.window.ReloadException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CdcSessionTest {
    private static CdcSession session(String script) {
        return CdcSession.of(List.of(new EndpointReport("arn", "target", "postgres", "dms", false, script)));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = '|',
            value = {
                "SET session_replication_role='replica' | skip",
                "SET session_replication_role=replica; | skip",
                "set SESSION session_replication_role to 'replica' | skip",
                "select set_config('session_replication_role', 'replica', false) | skip",
                "SET session_replication_role = \"replica\" | skip",
                "afterConnectScript=SET session_replication_role='replica';captureDDLs=N | skip",
                "SET session_replication_role = replica; SET session_replication_role = origin | fire",
                "SET session_replication_role TO DEFAULT | fire",
                "SET session_replication_role TO local | fire"
            })
    void a_script_tells_whether_triggers_act_for_cdc(String script, String triggers) {
        assertThat(session(script).triggers()).contains(triggers);
    }

    @Test
    void a_script_about_something_else_tells_nothing() {
        assertThat(session("set statement_timeout = 0").triggers()).isEmpty();
        assertThat(session(null)).isEqualTo(new CdcSession(java.util.Optional.of("dms"), java.util.Optional.empty()));
        assertThat(CdcSession.of(List.of())).isEqualTo(CdcSession.UNKNOWN);
    }

    @Test
    void what_cannot_be_read_is_to_be_said_in_the_settings() {
        assertThatThrownBy(() -> session("select app.set_my_session_replication_role()"))
                .isInstanceOf(ReloadException.class)
                .hasMessageContaining("reload.merge.triggers");
    }

    /** A run writes in one way: of two tasks that differ neither is right. */
    @Test
    void tasks_that_write_in_different_ways_are_named_and_those_that_agree_are_one() {
        var plain = new EndpointReport("one", "target", "postgres", "dms", false, null);
        var same = new EndpointReport("two", "target", "postgres", "dms", false, "set work_mem = '1MB'");
        var replica = new EndpointReport(
                "three", "target", "postgres", "dms", false, "set session_replication_role = replica");
        var other = new EndpointReport("four", "target", "postgres", "dms_two", false, null);

        assertThat(CdcSession.of(List.of(plain, same))).isEqualTo(CdcSession.of(List.of(plain)));
        for (var second : List.of(replica, other)) {
            assertThatThrownBy(() -> CdcSession.of(List.of(plain, second)))
                    .isInstanceOf(ReloadException.class)
                    .hasMessageContaining("one as dms, ")
                    .hasMessageContaining(second.arn() + " as dms")
                    .hasMessageContaining("reload.merge.triggers");
        }
    }
}
