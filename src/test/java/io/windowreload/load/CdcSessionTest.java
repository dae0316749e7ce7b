package io.windowreload.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.window.ReloadException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CdcSessionTest {
    private static CdcSession session(String script) {
        return CdcSession.of(new EndpointReport("arn", "target", "postgres", "dms", false, script));
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
        assertThat(CdcSession.of(null)).isEqualTo(CdcSession.UNKNOWN);
    }

    @Test
    void what_cannot_be_read_is_to_be_said_in_the_settings() {
        assertThatThrownBy(() -> session("select app.set_my_session_replication_role()"))
                .isInstanceOf(ReloadException.class)
                .hasMessageContaining("reload.merge.triggers");
    }
}
