package io.windowreload.cli;

import io.windowreload.init.PropertiesText;
import io.windowreload.init.Proposal;
import io.windowreload.init.TablesFile;
import io.windowreload.program.Initial;
import io.windowreload.settings.Home;
import io.windowreload.settings.SettingsException;
import io.windowreload.settings.SettingsSource;
import io.windowreload.window.Utf8;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** From the ARN of a CDC task to settings and tables.json. */
@Command(
        name = "init",
        description =
                "Writes application.properties and tables.json from the CDC task and production's catalog. Run again, it adds what is"
                        + " new, keeps what people wrote, and says where the two differ.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  window-reload init --cdc-task arn:aws:dms:eu-central-1:123456789012:task:ABC --target jdbc:postgresql://db:5432/shop",
            "  window-reload init --cdc-task ARN --cdc-task ARN2 --target JDBC",
            "  window-reload init --cdc-task ARN --target JDBC -D reload.target.user=reloader --directory /etc/window-reload",
            "",
            "The password comes from RELOAD_TARGET_PASSWORD (or -D reload.target.password-file=…) and is not written.",
            "The window column that is proposed is a guess from names and indexes: its comment in tables.json says why.",
            "",
            "Exit codes: 0 written, 2 no table can be reloaded or a file cannot be read, 3 source or target not available."
        })
final class InitCommand implements Callable<Integer> {
    private static final Pattern ARN =
            Pattern.compile("arn:aws[a-z-]*:dms:([a-z0-9-]+):\\d*:(?:task|replication-config):.+");
    private static final Set<String> SECRETS = Set.of("reload.target.password", "reload.notices.webhook");
    private static final String TABLES = "reload.tables";
    private static final Pattern SECRET = Pattern.compile("(?i)(?<=[?&])(?:ssl)?password=[^&]*&?");

    @Option(
            names = "--cdc-task",
            required = true,
            paramLabel = "ARN",
            description =
                    "The ongoing CDC task, or the replication config of a serverless one; once for each, where a migration is spread over several.")
    private List<String> tasks;

    @Option(names = "--target", paramLabel = "JDBC", description = "Production's address, as the JDBC driver takes it.")
    private String target;

    @Option(names = "--directory", paramLabel = "DIR", description = "Where the two files stand. Default: config.")
    private Path directory;

    @Mixin
    private SettingsOptions settings;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var folder = directory == null ? Home.resolve("config") : directory;
        var own = own();
        var found = Initial.of(settings.keys(own), Clock.systemUTC());
        var reference = SettingsSource.collect(Path.of("none"), Map.of(), Map.of());
        var properties = new PropertiesText(read(folder.resolve("application.properties")), reference);
        // Where people have put it, the program reads it there.
        var elsewhere = properties.given(TABLES).map(Home::resolve);
        var file = elsewhere.orElse(folder.resolve("tables.json"));
        var tables = TablesFile.of(unlessSample(read(file)));
        var taken = tables.take(found.proposals());
        var written = written(own, found.keys());
        if (directory != null && elsewhere.isEmpty()) {
            written.put(TABLES, file.toAbsolutePath().toString());
        }
        properties.take(written);
        tell(taken, tables, properties);
        if (tables.empty()) {
            throw new SettingsException(
                    "the task replicates no table that production has under the name that its rules give: nothing was"
                            + " written. Compare the names above with production's, and the role's rights; a task that renames nothing writes"
                            + " tables that are named like the source's.");
        }
        Files.createDirectories(folder);
        Files.writeString(file, tables.text());
        Files.writeString(folder.resolve("application.properties"), properties.text());
        spec.commandLine()
                .getOut()
                .printf(
                        "%nWritten to %s%s. Next: window-reload check%n",
                        folder, elsewhere.map(there -> " and " + there).orElse(""));
        spec.commandLine().getOut().flush();
        return 0;
    }

    private Map<String, String> own() {
        var own = new LinkedHashMap<String, String>();
        for (var task : tasks) {
            var arn = ARN.matcher(task);
            if (!arn.matches()) {
                throw new SettingsException(
                        "--cdc-task: '" + task + "' is no ARN of a replication task, nor of a replication config");
            }
            var region = own.putIfAbsent("reload.dms.region", arn.group(1));
            if (region != null && !region.equals(arn.group(1))) {
                throw new SettingsException("--cdc-task: " + task + " is not in " + region
                        + ", where the first is: one program is at one region");
            }
        }
        own.put("reload.dms.cdc-task-arn", tasks.stream().distinct().collect(Collectors.joining(",")));
        if (target != null) {
            own.put("reload.target.jdbc-url", target);
        }
        return own;
    }

    /** What the command was told and what it found, but no secrets. */
    private Map<String, String> written(Map<String, String> own, Map<String, String> found) {
        var written = settings.over(own);
        SECRETS.forEach(written::remove);
        written.computeIfPresent(
                "reload.target.jdbc-url",
                (key, url) -> SECRET.matcher(url).replaceAll("").replaceFirst("[?&]$", ""));
        found.forEach(written::putIfAbsent);
        return written;
    }

    private static String read(Path file) throws IOException {
        return Files.exists(file) ? Utf8.text(Files.readAllBytes(file)) : "";
    }

    /** The sample that the program ships with is nobody's word. */
    private static String unlessSample(String text) throws IOException {
        try (var sample = InitCommand.class.getResourceAsStream("/config/tables.json")) {
            return sample != null && text.equals(Utf8.text(sample.readAllBytes())) ? "" : text;
        }
    }

    private void tell(List<Proposal> proposals, TablesFile tables, PropertiesText properties) {
        var out = spec.commandLine().getOut();
        for (var proposal : proposals) {
            if (proposal instanceof Proposal.Table found) {
                out.printf("  ✓ %s → %s: %s%n", found.source(), found.table().target(), found.comment());
            } else if (proposal instanceof Proposal.Left left) {
                out.printf("  ✗ %s: %s%n", left.source(), left.why());
            }
        }
        tables.differences().forEach(difference -> out.printf("  ! %s%n", difference));
        properties.differences().forEach(difference -> out.printf("  ! %s%n", difference));
        out.flush();
    }
}
