package io.windowreload.survive;

import io.windowreload.survive.Point.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A relay before a server on the loopback interface. It reads what the program says and acts at a chosen moment. */
final class Tap implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final int server;
    private final ServerSocket door;
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile boolean mute;
    private volatile Consumer<String> ear = said -> {};
    private Trap trap;

    /** A relay to a port. */
    Tap(int server) {
        this.server = server;
        try {
            door = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon("tap", this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** Acts once, when the moment comes; that connection's talk does not go on meanwhile. Returns what ends with the action. */
    synchronized CompletableFuture<Void> at(Point point, Runnable action) {
        trap = new Trap(point, action);
        return trap.done;
    }

    /** From now on {@code ear} hears all that the program says, one message or several at a time. */
    void hear(Consumer<String> ear) {
        this.ear = ear;
    }

    /** The server cannot be reached: what is open ends, what is new is refused. */
    void cut() {
        cut = true;
        lines.forEach(Line::end);
    }

    void mend() {
        cut = false;
        mute = false;
    }

    /** A black hole: it takes connections and what is said on them, and no answer comes any more. */
    void mute() {
        mute = true;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                var client = door.accept();
                if (cut) {
                    client.close();
                    continue;
                }
                open(client);
            } catch (IOException e) {
                // The tap was closed, or the server is away: the program sees a connection that ends.
            }
        }
    }

    private void open(Socket client) throws IOException {
        try {
            var line = new Line(client, new Socket(InetAddress.getLoopbackAddress(), server));
            lines.add(line);
            daemon("tap-ask", line::ask);
            daemon("tap-answer", line::answer);
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    private static void daemon(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }

    /** What is waited for. */
    private static final class Trap {
        final Point point;
        final Runnable action;
        final CompletableFuture<Void> done = new CompletableFuture<>();
        Line committing;
        int seen;

        Trap(Point point, Runnable action) {
            this.point = point;
            this.action = action;
        }

        void act() {
            try {
                action.run();
                done.complete(null);
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        }

        /** Whether this message is the one. */
        boolean springs(Line line, String message) {
            if (committing != null) {
                return committing == line && message.contains("COMMIT");
            }
            if (!point.matches(message) || ++seen < point.nth()) {
                return false;
            }
            committing = point.thenCommit() ? line : null;
            return !point.thenCommit();
        }
    }

    private synchronized Trap sprung(Line line, String message) {
        if (trap == null || !trap.springs(line, message)) {
            return null;
        }
        var sprung = trap;
        trap = null;
        return sprung;
    }

    /** One connection. */
    private final class Line {
        private final Socket client;
        private final Socket server;
        private volatile Trap beforeAnswer;

        Line(Socket client, Socket server) throws IOException {
            this.client = client;
            this.server = server;
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        }

        void ask() {
            try {
                var in = client.getInputStream();
                var out = server.getOutputStream();
                var bytes = new byte[BUFFER];
                for (var read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                    var said = new String(bytes, 0, read, StandardCharsets.ISO_8859_1);
                    ear.accept(said);
                    var sprung = sprung(this, said);
                    if (sprung == null) {
                        out.write(bytes, 0, read);
                    } else if (sprung.point.side() == Side.BEFORE) {
                        sprung.act();
                        break;
                    } else if (sprung.point.side() == Side.AFTER) {
                        beforeAnswer = sprung;
                        out.write(bytes, 0, read);
                    } else {
                        out.write(bytes, 0, read);
                        sprung.act();
                    }
                }
            } catch (IOException e) {
                // One of both is gone: so is the connection.
            } finally {
                end();
            }
        }

        void answer() {
            try {
                var in = server.getInputStream();
                var out = client.getOutputStream();
                var bytes = new byte[BUFFER];
                for (var read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                    if (beforeAnswer != null) {
                        beforeAnswer.act();
                        break;
                    }
                    if (!mute) {
                        out.write(bytes, 0, read);
                    }
                }
            } catch (IOException e) {
                // One of both is gone: so is the connection.
            } finally {
                end();
            }
        }

        void end() {
            lines.remove(this);
            close(client);
            close(server);
        }

        private static void close(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is of no use any more either way.
            }
        }
    }
}
