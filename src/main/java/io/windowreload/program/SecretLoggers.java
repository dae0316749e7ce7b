package io.windowreload.program;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;
import java.util.logging.LogManager;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Keeps secrets out of the log whatever level {@code logback.xml} asks for: the libraries through whose hands passwords, keys, tokens and addresses with a
 * secret go say warnings and errors, and never more. It stands before all levels, also those that name such a library.
 */
public final class SecretLoggers {
    /** Each with what it would show. */
    private static final List<String> HANDLE_SECRETS = List.of(
            // What is signed, and with which session's token.
            "software.amazon.awssdk",
            // Headers and bodies as they go over the line, in either version.
            "org.apache.hc",
            "org.apache.http",
            // The address of the webhook, and what Camel was given as settings.
            "org.apache.camel.component.http",
            "org.apache.camel.http",
            "org.apache.camel.main",
            "org.apache.camel.component.properties",
            // The address of the database with all its parameters.
            "org.flywaydb",
            "com.zaxxer.hikari",
            "org.postgresql",
            "com.ongres",
            // What Java's own client sends and gets.
            "jdk.httpclient",
            "jdk.internal.httpclient",
            "sun.net.www.protocol.http",
            // What callers send to page and API.
            "io.vertx",
            "io.netty");

    private SecretLoggers() {}

    /** From now on, and for whatever the log is told to show later. */
    public static void keep() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getTurboFilterList().removeIf(Silence.class::isInstance);
            context.addTurboFilter(new Silence());
        }
        // The driver of PostgreSQL speaks to Java's own log.
        for (var handler : LogManager.getLogManager().getLogger("").getHandlers()) {
            handler.setFilter(record -> record.getLevel().intValue() >= java.util.logging.Level.WARNING.intValue()
                    || record.getLoggerName() == null
                    || !handlesSecrets(record.getLoggerName()));
        }
    }

    static boolean handlesSecrets(String logger) {
        return HANDLE_SECRETS.stream()
                .anyMatch(name -> logger.startsWith(name)
                        && (logger.length() == name.length() || logger.charAt(name.length()) == '.'));
    }

    private static final class Silence extends TurboFilter {
        @Override
        public FilterReply decide(
                Marker marker, Logger logger, Level level, String format, Object[] parameters, Throwable thrown) {
            return !level.isGreaterOrEqual(Level.WARN) && handlesSecrets(logger.getName())
                    ? FilterReply.DENY
                    : FilterReply.NEUTRAL;
        }
    }
}
