package io.windowreload.request;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * What a process has in hand: a file in {@code .working} whose name says who took it, when and from where. No two claims have the same
 * name, so that nobody's file is overwritten.
 *
 * @param from where the file goes back to if its process dies
 */
record Claim(From from, String host, long pid, Instant at, String name) {
    private static final Pattern NAME = Pattern.compile("([ia])-([0-9a-z]+)-(\\d+)-(\\d+)-\\d+~(.+)", Pattern.DOTALL);
    private static final Duration TOO_LONG = Duration.ofMinutes(5);
    private static final AtomicLong NUMBER = new AtomicLong();
    private static final String THIS_HOST = thisHost();
    private static final long THIS_PROCESS = ProcessHandle.current().pid();

    /** Where the file was. */
    enum From {
        INBOX("i"),
        ACCEPTED("a");

        private final String letter;

        From(String letter) {
            this.letter = letter;
        }
    }

    /** The file name of a new claim of this process. */
    static String next(From from, String name, Instant now) {
        return from.letter + "-" + THIS_HOST + "-" + THIS_PROCESS + "-" + now.toEpochMilli() + "-"
                + NUMBER.incrementAndGet() + "~" + name;
    }

    /** The claim that a file in {@code .working} stands for; empty where it is none. */
    static Optional<Claim> of(Path file) {
        var match = NAME.matcher(file.getFileName().toString());
        if (!match.matches()) {
            return Optional.empty();
        }
        return Optional.of(new Claim(
                match.group(1).equals("i") ? From.INBOX : From.ACCEPTED,
                match.group(2),
                Long.parseLong(match.group(3)),
                Instant.ofEpochMilli(Long.parseLong(match.group(4))),
                match.group(5)));
    }

    /** The name that the sender gave, whether the file is claimed or not. */
    static String sentName(String name) {
        var tilde = NAME.matcher(name);
        return tilde.matches() ? tilde.group(5) : name;
    }

    /**
     * Whether nobody works on it any more: its process is gone, or needs far longer than a file takes.
     *
     * @param began when this process began: an older claim of the same process id is of a former life
     */
    boolean abandoned(Instant began, Instant now) {
        if (at.plus(TOO_LONG).isBefore(now)) {
            return true;
        }
        if (!host.equals(THIS_HOST)) {
            return false;
        }
        return pid == THIS_PROCESS
                ? at.isBefore(began)
                : ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty();
    }

    /** Short and safe in a file name; containers have a name each although all their process ids are 1. */
    private static String thisHost() {
        try {
            return Integer.toUnsignedString(
                    InetAddress.getLocalHost().getHostName().hashCode(), 36);
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
