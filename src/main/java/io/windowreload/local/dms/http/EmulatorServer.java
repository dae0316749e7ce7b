package io.windowreload.local.dms.http;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.windowreload.local.dms.api.ApiOperations;
import io.windowreload.local.dms.cloud.Cloud;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** The HTTP server, on the loopback interface unless told otherwise. */
public final class EmulatorServer implements AutoCloseable {
    private static final int THREADS = 16;

    static {
        // Read once by the JDK's server: without it each answer waits 40 ms for Nagle's algorithm.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final Calls calls;

    private EmulatorServer(HttpServer server, ExecutorService threads, Calls calls) {
        this.server = server;
        this.threads = threads;
        this.calls = calls;
    }

    /**
     * Starts to serve.
     *
     * @param address where it listens, with port 0 for a free one
     * @param cdcDimensions of the metrics that tell the latency of change capture
     * @param latencies of change captures, by the dimensions of their metrics
     * @param secrets secret access keys by access key id; signatures of these keys are checked
     */
    public static EmulatorServer start(
            InetSocketAddress address,
            ApiOperations operations,
            Cloud cloud,
            Map<String, String> cdcDimensions,
            Map<String, String> secrets,
            Function<Map<String, String>, Optional<Duration>> latencies)
            throws IOException {
        var server = HttpServer.create(address, 0);
        var clock = cloud.clock();
        var calls = new Calls();
        var aws = new AwsBorder(operations, cloud.faults(), new Signature("dms", secrets, clock), calls, clock);
        server.createContext("/_emulator", new AdminBorder(cloud.faults(), calls::all, () -> latencies
                .apply(cdcDimensions)
                .orElse(Duration.ZERO)));
        var metrics = new MetricsBorder(
                cloud.faults(), new Signature("monitoring", secrets, clock), cdcDimensions, latencies, calls, clock);
        var logs = new LogsBorder(cloud, new Signature("logs", secrets, clock), calls);
        server.createContext("/", exchange -> {
            HttpHandler border =
                    LogsBorder.understands(exchange) ? logs : MetricsBorder.understands(exchange) ? metrics : aws;
            border.handle(exchange);
        });
        var threads = Executors.newFixedThreadPool(THREADS, action -> {
            var thread = new Thread(action, "dms-http");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.start();
        return new EmulatorServer(server, threads, calls);
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public List<ReceivedCall> calls() {
        return calls.all();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
