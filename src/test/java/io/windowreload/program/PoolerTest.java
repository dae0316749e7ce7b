package io.windowreload.program;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.TestPostgres;
import io.windowreload.window.ReloadException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Poolers in this process: each statement of a client goes to whatever session of the server is next. */
class PoolerTest {
    private static DataSource pooled(Supplier<Connection> next) {
        return (DataSource) Proxy.newProxyInstance(
                PoolerTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> Proxy.newProxyInstance(
                        PoolerTest.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (client, call, values) -> {
                            if (call.getName().equals("close")) {
                                return null;
                            }
                            try {
                                return call.invoke(next.get(), values);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }));
    }

    @Test
    void a_pooler_that_reuses_the_session_that_came_back_last_is_refused() throws SQLException {
        try (var pool = TestPostgres.freshDatabase();
                var session = pool.getConnection()) {
            assertThatThrownBy(() -> Pooler.refuse(pooled(() -> session), "the address"))
                    .isInstanceOf(ReloadException.class)
                    .hasMessageContaining("the address leads to a pooler");
        }
    }

    @Test
    void a_pooler_that_takes_its_sessions_in_turn_is_refused() throws SQLException {
        try (var pool = TestPostgres.freshDatabase();
                var one = pool.getConnection();
                var two = pool.getConnection();
                var three = pool.getConnection()) {
            var turn = new AtomicInteger();
            var sessions = List.of(one, two, three);
            assertThatThrownBy(() -> Pooler.refuse(
                            pooled(() -> sessions.get(turn.getAndIncrement() % sessions.size())), "the address"))
                    .isInstanceOf(ReloadException.class);
        }
    }

    @Test
    void sessions_of_ones_own_are_none() {
        try (var pool = TestPostgres.freshDatabase()) {
            assertThatCode(() -> Pooler.refuse(pool, "the address")).doesNotThrowAnyException();
        }
    }
}
