package io.windowreload.db;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears what PostgreSQL announces on the channel {@code window_reload}, on a connection of its own, in a thread of its own. */
public final class Listener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final Sql LISTEN = Sql.load("db/listen");
    private static final Sql PROVE = Sql.load("db/prove-connection");
    private static final Duration ROUND = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final DataSource source;
    private final Runnable announced;
    private final Consumer<Boolean> heard;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::work, "reload-listener");

    /**
     * A listener.
     *
     * @param announced is run whenever something was announced
     * @param heard is told whether announcements are heard
     */
    public Listener(DataSource source, Runnable announced, Consumer<Boolean> heard) {
        this.source = source;
        this.announced = announced;
        this.heard = heard;
        thread.setDaemon(true);
    }

    public Listener start() {
        thread.start();
        return this;
    }

    private void work() {
        while (closed.getCount() > 0) {
            try {
                listen();
            } catch (SQLException | RuntimeException e) {
                LOG.debug("announcements are not heard: {}", e.getMessage());
            } finally {
                heard.accept(false);
            }
            pause();
        }
    }

    private void listen() throws SQLException {
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(LISTEN.text());
            heard.accept(true);
            var announcements = connection.unwrap(PGConnection.class);
            while (closed.getCount() > 0) {
                if (announcements.getNotifications((int) ROUND.toMillis()).length > 0) {
                    announced.run();
                } else {
                    // A server that is gone without a word announces nothing.
                    statement.execute(PROVE.text());
                }
            }
        }
    }

    private void pause() {
        try {
            closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed.countDown();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
