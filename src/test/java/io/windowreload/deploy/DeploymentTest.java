package io.windowreload.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of {@code deploy/} name keys, paths and ports that there are. */
class DeploymentTest {
    private static final Pattern VARIABLE = Pattern.compile("\\bRELOAD_[A-Z_]+\\b");

    @ParameterizedTest
    @ValueSource(strings = {"systemd/window-reload.service", "docker/Dockerfile", "kubernetes/window-reload.yaml"})
    void every_variable_is_a_setting(String example) throws IOException {
        var settings = Files.readString(Path.of("config/application.properties"))
                .lines()
                .filter(line -> line.startsWith("reload."))
                .map(line -> line.substring(0, line.indexOf('=')))
                .map(key -> key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
                .collect(Collectors.toSet());

        var variables = VARIABLE.matcher(Files.readString(Path.of("deploy", example)))
                .results()
                .map(match -> match.group())
                .filter(name -> !name.endsWith("_"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(variables).isNotEmpty();
        assertThat(settings).containsAll(variables);
    }

    @Test
    void the_probes_ask_what_is_served() throws IOException {
        var container = container();
        var ports = container.findValuesAsText("containerPort");
        assertThat(ports).containsExactly(setting("reload.http.port"), setting("reload.management.port"));
        assertThat(container.findValuesAsText("path"))
                .containsExactly("/observe/health/live", "/observe/health/live", "/observe/health/ready");
    }

    private static JsonNode container() throws IOException {
        try (var documents = new YAMLMapper()
                .readerFor(JsonNode.class)
                .<JsonNode>readValues(new YAMLFactory()
                        .createParser(
                                Path.of("deploy/kubernetes/window-reload.yaml").toFile()))) {
            return documents.readAll().stream()
                    .filter(document -> document.path("kind").asText().equals("Deployment"))
                    .map(document -> document.at("/spec/template/spec/containers/0"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String setting(String key) throws IOException {
        return Files.readString(Path.of("config/application.properties"))
                .lines()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .findFirst()
                .orElseThrow();
    }
}
