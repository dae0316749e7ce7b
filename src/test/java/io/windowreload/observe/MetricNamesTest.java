package io.windowreload.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every name, label and label's value that the dashboard and the alert rules ask for is in a live scrape. */
class MetricNamesTest {
    private static final Path DASHBOARD = Path.of("config/observe/grafana-dashboard.json");
    private static final Path ALERTS = Path.of("config/observe/alerts.yaml");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|on|without|ignoring|group_left|group_right) *\\(([^)]*)\\)");
    private static final Pattern SELECTOR = Pattern.compile("\\b([a-z_]+)(?:\\{([^}]*)})?(?!\\w| *\\()");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)(=~|!=|=)\"([^\"]*)\"");
    private static final List<String> WORDS = List.of("and", "or", "unless", "offset", "bool");

    private static Served served;
    private static List<String> scrape;
    private static List<String> help;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        served = Served.start(folder);
        var body = served.get(served.observed("metrics")).body();
        help = body.lines().filter(line -> line.startsWith("# HELP reload_")).toList();
        scrape = body.lines().filter(line -> !line.startsWith("#")).toList();
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    static Stream<String> expressions() throws Exception {
        var expressions = new ArrayList<String>();
        collect(Served.JSON.readTree(DASHBOARD.toFile()), expressions);
        assertThat(expressions).as("of the dashboard").hasSizeGreaterThan(25);
        var before = expressions.size();
        collect(new YAMLMapper().readTree(ALERTS.toFile()), expressions);
        assertThat(expressions.size() - before).as("of the alerts").isGreaterThan(10);
        return expressions.stream();
    }

    private static void collect(JsonNode node, List<String> expressions) {
        node.findValues("expr").forEach(expression -> expressions.add(expression.asText()));
        node.findValues("query").stream()
                .filter(query -> query.isTextual() && query.asText().startsWith("label_values("))
                .forEach(query -> expressions.add(query.asText().replaceAll("label_values\\(([^,]*),.*", "$1")));
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void what_is_asked_for_is_in_the_scrape(String expression) {
        var groupings = GROUPING.matcher(expression).results().map(found -> found.group(1));
        var rest = GROUPING.matcher(expression).replaceAll("").replaceAll("\\[[^]]*]", "");
        var names = new ArrayList<String>();
        var selector = SELECTOR.matcher(rest);
        while (selector.find()) {
            if (!WORDS.contains(selector.group(1))) {
                names.add(selector.group(1));
                assertInScrape(selector.group(1), selector.group(2) == null ? "" : selector.group(2));
            }
        }
        assertThat(names).as("metrics of " + expression).isNotEmpty();
        groupings
                .flatMap(labels -> Stream.of(labels.split(" *, *")))
                .filter(label -> !label.isBlank())
                .forEach(label -> assertThat(names).as(label).anyMatch(name -> lines(name)
                        .anyMatch(line -> line.contains(label.strip() + "=\""))));
    }

    private static void assertInScrape(String name, String matchers) {
        assertThat(lines(name)).as(name).isNotEmpty();
        var matcher = MATCHER.matcher(matchers);
        while (matcher.find()) {
            var label = matcher.group(1) + "=\"";
            for (var alternative : matcher.group(3).split("\\|", -1)) {
                var wanted = label + (alternative.startsWith("$") ? "" : alternative + "\"");
                assertThat(lines(name)).as(name + " with " + wanted).anyMatch(line -> line.contains(wanted));
            }
        }
    }

    private static Stream<String> lines(String name) {
        return scrape.stream().filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "));
    }

    @Test
    void each_meter_of_ours_says_what_it_tells() {
        assertThat(help).hasSizeGreaterThan(25).allMatch(line -> line.split(" ", 4).length == 4 && !line.endsWith(" "));
        assertThat(scrape.stream()
                        .filter(line -> line.startsWith("reload_"))
                        .map(line -> line.replaceAll("[{ ].*", "").replaceAll("_(total|count|sum|max)$", ""))
                        .distinct())
                .allSatisfy(name -> assertThat(help).anyMatch(line -> line.contains(name)));
    }

    @Test
    void no_pair_of_labels_is_there_that_cannot_be() {
        assertThat(lines("reload_runs_ended_total"))
                .noneMatch(line -> line.contains("REQUEST_") || line.contains("failed\",code=\"CANCELLED"))
                .noneMatch(line -> line.contains("\"partial\"") && line.contains("DMS_UNAVAILABLE"));
        assertThat(lines("reload_requests_total"))
                .noneMatch(line -> line.contains("VERIFY_FAILED") || line.contains("DMS_UNAVAILABLE"))
                .anyMatch(line -> line.contains("REQUEST_INVALID"));
    }

    @Test
    void a_table_that_was_never_reloaded_can_be_compared() {
        assertThat(lines("reload_last_success_timestamp_seconds")).isNotEmpty().allMatch(line -> line.endsWith(" 0.0"));
    }

    @Test
    void each_rule_names_its_place_in_the_runbook() throws Exception {
        var rules = new YAMLMapper().readTree(ALERTS.toFile()).at("/groups/0/rules");
        var runbook = Files.readString(Path.of("docs/runbook.md"));
        var tests = Files.readString(Path.of("src/test/resources/observe/alerts-test.yaml"));
        assertThat(rules).isNotEmpty().allSatisfy(rule -> {
            var name = rule.get("alert").asText();
            assertThat(rule.at("/annotations/runbook_url").asText())
                    .isEqualTo(
                            "{{ $externalLabels.runbooks }}docs/runbook.md#" + name.toLowerCase(java.util.Locale.ROOT));
            assertThat(runbook).contains("### " + name + "\n");
            assertThat(tests).contains("alertname: " + name);
        });
    }

    /** Prometheus' own tool, where the machine has it: the rules are well formed, and fire when they should. */
    @Test
    void the_alert_rules_fire_when_they_should() throws Exception {
        var tool = Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, "promtool"))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(tool.isPresent(), "SKIPPED: there is no promtool here (Debian: prometheus)");
        assertPasses(tool.get().toString(), "check", "rules", ALERTS.toString());
        assertPasses(tool.get().toString(), "test", "rules", "src/test/resources/observe/alerts-test.yaml");
    }

    private static void assertPasses(String... command) throws Exception {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
