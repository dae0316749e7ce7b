package io.windowreload.observe;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A call that names another host than the one it goes to, as a browser's does after DNS rebinding. The JDK's client does not let a test do that. */
final class Rebound {
    private Rebound() {}

    static String statusLine(URI address, String method, String host) throws IOException {
        return statusLine(address.getHost(), address.getPort(), method, address.getRawPath(), host);
    }

    /** The path as it is written, dots and all. */
    static String statusLine(String host, int port, String path) throws IOException {
        return statusLine(host, port, "GET", path, host);
    }

    private static String statusLine(String address, int port, String method, String path, String host)
            throws IOException {
        try (var socket = new Socket(address, port)) {
            socket.getOutputStream()
                    .write((method + " " + path + " HTTP/1.1\r\nHost: " + host
                                    + "\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }
}
