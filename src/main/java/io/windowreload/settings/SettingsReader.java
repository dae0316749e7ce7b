package io.windowreload.settings;

import io.windowreload.settings.Settings.DeleteTask;
import io.windowreload.settings.Settings.NoticeOf;
import io.windowreload.settings.Settings.Secret;
import io.windowreload.settings.Settings.Triggers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.TemporalAmount;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.quartz.CronExpression;

/** Turns keys into {@link Settings}; every complaint names its key. */
public final class SettingsReader {
    private static final String ZONE = "a zone such as Europe/Berlin";
    private static final Duration LEAST_SILENCE = Duration.ofSeconds(45);

    private final Values values;

    private SettingsReader(Values values) {
        this.values = values;
    }

    /**
     * Reads the settings.
     *
     * @param keys every known key with its value, as {@link SettingsSource} collects them
     * @throws SettingsException where a value is missing or wrong
     */
    public static Settings read(Map<String, String> keys) {
        return new SettingsReader(new Values(keys)).settings();
    }

    private Settings settings() {
        var zone = values.parsed("reload.source.zone", ZoneId::of, ZONE);
        return new Settings(
                target(),
                new Settings.Source(zone, values.ifGiven("reload.dms.session-zone", ZoneId::of, ZONE)),
                dms(),
                cdc(),
                new Settings.TaskLog(values.flag("reload.task-log.read"), uri("reload.task-log.endpoint-override")),
                requests(),
                windows(),
                schedule(zone),
                tables(),
                RunsReader.read(values),
                new Settings.Retention(days("reload.retention.ledger"), days("reload.retention.files")),
                merge(),
                RunsReader.pace(values),
                look(),
                DriftReader.read(values, ZONE),
                http(),
                management(),
                notices());
    }

    private Settings.Target target() {
        return new Settings.Target(
                values.text("reload.target.jdbc-url"),
                values.text("reload.target.user"),
                password(),
                passwordSecret(),
                values.number("reload.target.connections", 2, 100),
                values.duration("reload.target.answer-timeout"),
                values.duration("reload.target.read-timeout"));
    }

    private Secret password() {
        var file = values.optional("reload.target.password-file");
        if (file.isEmpty()) {
            return new Secret(values.secret("reload.target.password"));
        }
        try {
            return new Secret(Files.readString(Home.resolve(file.get()))
                    .replaceFirst("^\uFEFF", "")
                    .replaceFirst("\\R$", ""));
        } catch (IOException e) {
            throw new SettingsException("reload.target.password-file: cannot read " + file.get());
        }
    }

    private Optional<Settings.PasswordSecret> passwordSecret() {
        var key = "reload.target.password-secret";
        var id = values.optional(key);
        if (id.isPresent() && !password().value().isEmpty()) {
            throw new SettingsException(
                    key + ": there is a reload.target.password or reload.target.password-file, too; leave one");
        }
        return id.map(found -> new Settings.PasswordSecret(
                found, region(found), uri("reload.target.password-secret-endpoint-override")));
    }

    /** An ARN has a region of its own: arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME. */
    private String region(String secretId) {
        var parts = secretId.split(":", 5);
        return secretId.startsWith("arn:") && parts.length == 5 ? parts[3] : values.text("reload.dms.region");
    }

    private Settings.Dms dms() {
        return new Settings.Dms(
                values.text("reload.dms.region"),
                uri("reload.dms.endpoint-override"),
                values.optional("reload.dms.source-endpoint-arn").orElse(""),
                values.optional("reload.dms.target-endpoint-arn").orElse(""),
                values.optional("reload.dms.replication-instance-arn").orElse(""),
                values.list("reload.dms.cdc-task-arn"),
                values.duration("reload.dms.call-timeout"),
                values.duration("reload.dms.poll-interval"),
                values.duration("reload.dms.ready-timeout"),
                values.duration("reload.dms.load-timeout"),
                values.number("reload.dms.load-attempts", 1, 10),
                values.duration("reload.dms.settle-timeout"),
                values.duration("reload.dms.clean-timeout"),
                values.choice("reload.dms.delete-task", DeleteTask.class),
                values.number("reload.dms.max-full-load-sub-tasks", 1, 49),
                values.number("reload.dms.lob-max-size-kb", 1, 102_400),
                LoadReader.read(values));
    }

    private Settings.Cdc cdc() {
        var timeout = values.duration("reload.cdc.barrier-timeout");
        return new Settings.Cdc(
                LatencyReader.read(values, timeout),
                uri("reload.cdc.endpoint-override"),
                values.duration("reload.cdc.period"),
                timeout);
    }

    private Optional<URI> uri(String key) {
        return values.ifGiven(key, SettingsReader::address, "an http(s) address such as https://host:443");
    }

    private static URI address(String text) {
        var uri = URI.create(text);
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException(text);
        }
        return uri;
    }

    private Path path(String key) {
        return values.parsed(key, Home::resolve, "a path");
    }

    private Settings.Requests requests() {
        return new Settings.Requests(
                path("reload.requests.directory"),
                values.number("reload.requests.max-bytes", 1024, 1 << 30),
                values.duration("reload.requests.settle-time"));
    }

    private Settings.Windows windows() {
        var key = "reload.window.longest";
        var longest = values.text(key).equals("off")
                ? Optional.<TemporalAmount>empty()
                : Optional.of(values.parsed(key, Values::parseAmount, "an amount of time such as P1M or 40d, or off"));
        // The schedule asks for whole months.
        var least = values.text("reload.schedule.cron").equals("off") ? Period.ofDays(1) : Period.ofMonths(1);
        var january = LocalDateTime.of(2025, 1, 1, 0, 0);
        if (longest.isPresent() && january.plus(longest.get()).isBefore(january.plus(least))) {
            throw new SettingsException(key + ": at least a day, and a month where reload.schedule.cron is set");
        }
        return new Settings.Windows(longest);
    }

    private Settings.Schedule schedule(ZoneId sourceZone) {
        return new Settings.Schedule(
                Optional.of(values.text("reload.schedule.cron"))
                        .filter(cron -> !cron.equals("off"))
                        .map(SettingsReader::cron),
                values.ifGiven("reload.schedule.zone", ZoneId::of, ZONE).orElse(sourceZone),
                values.number("reload.schedule.lag-days", 0, 366),
                values.flag("reload.schedule.allow-empty"));
    }

    /** Quartz speaks in dates. */
    @SuppressWarnings("JavaUtilDate")
    private static String cron(String text) {
        try {
            if (new CronExpression(text).getNextValidTimeAfter(new Date()) != null) {
                return text;
            }
        } catch (ParseException | RuntimeException e) {
            throw wrongCron(text, e.getMessage());
        }
        throw wrongCron(text, "it never fires again");
    }

    private static SettingsException wrongCron(String text, String why) {
        return new SettingsException("reload.schedule.cron: '" + text
                + "' is not a Quartz cron expression such as '0 0 3 2 * ?' (second minute hour day month weekday), or off: "
                + why);
    }

    private Path tables() {
        return path("reload.tables");
    }

    /** Shorter, and something might be forgotten before it is answered or told. */
    private Duration days(String key) {
        var duration = values.duration(key);
        if (duration.compareTo(Duration.ofDays(1)) < 0) {
            throw new SettingsException(key + ": at least 1d");
        }
        return duration;
    }

    private Settings.Merge merge() {
        return new Settings.Merge(
                values.number("reload.merge.parallel", 1, 16),
                values.number("reload.merge.chunk-rows", 1, 1_000_000),
                values.number("reload.merge.max-rejected", 0, 1_000_000),
                values.duration("reload.merge.lock-timeout"),
                values.duration("reload.merge.undo"),
                values.choice("reload.merge.triggers", Triggers.class),
                values.list("reload.merge.trusted-owners"));
    }

    private Settings.Look look() {
        return new Settings.Look(
                values.number("reload.look.keys", 0, 10_000),
                values.number("reload.look.rounds", 1, 100),
                values.number("reload.look.max-deletes", 0, 1_000_000),
                values.number("reload.look.max-delete-percent", 0, 100));
    }

    private Settings.Http http() {
        var http = new Settings.Http(
                values.text("reload.http.host"),
                port("reload.http.port"),
                values.flag("reload.http.read-only"),
                values.ifGiven("reload.http.users-file", Home::resolve, "a path"),
                Set.copyOf(values.list("reload.http.allowed-hosts")));
        if (http.port().isPresent() && http.usersFile().isEmpty() && !loopback(http.host())) {
            throw new SettingsException("reload.http.users-file is empty, and reload.http.host " + http.host()
                    + " can be reached from elsewhere: give a file of name:secret lines, or bind 127.0.0.1");
        }
        return http;
    }

    private Settings.Management management() {
        var management = new Settings.Management(
                values.text("reload.management.host"),
                port("reload.management.port"),
                values.flag("reload.management.jolokia"),
                values.duration("reload.management.source-interval"),
                values.duration("reload.management.ledger-interval"),
                values.duration("reload.management.target-interval"),
                silence());
        if (management.jolokia() && !loopback(management.host())) {
            throw new SettingsException("reload.management.jolokia: it knows no users and is only there on loopback;"
                    + " bind reload.management.host to 127.0.0.1");
        }
        return management;
    }

    /** A shorter one would end the process whenever PostgreSQL hangs for a moment. */
    private Duration silence() {
        var silence = values.duration("reload.management.silence");
        if (silence.compareTo(LEAST_SILENCE) < 0) {
            throw new SettingsException("reload.management.silence: at least " + LEAST_SILENCE.toSeconds() + "s");
        }
        return silence;
    }

    private Optional<Integer> port(String key) {
        return values.text(key).equals("off") ? Optional.empty() : Optional.of(values.number(key, 0, 65_535));
    }

    private static boolean loopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
    }

    private Settings.Notices notices() {
        var webhook = values.optional("reload.notices.webhook").orElse("");
        if (!webhook.isEmpty() && !webhook.matches("https?://[^\\s/]+(/\\S*)?")) {
            // Not shown: it may be a mistyped secret.
            throw new SettingsException("reload.notices.webhook is no http(s) address");
        }
        return new Settings.Notices(new Secret(webhook), values.choice("reload.notices.of", NoticeOf.class));
    }
}
