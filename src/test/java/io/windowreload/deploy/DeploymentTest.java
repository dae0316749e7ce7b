package io.windowreload.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.windowreload.settings.SettingsReader;
import io.windowreload.settings.SettingsSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of {@code deploy/} name keys, paths and ports that there are. */
class DeploymentTest {
    private static final Path KUBERNETES = Path.of("deploy", "kubernetes");
    private static final YAMLMapper YAML = new YAMLMapper();
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
    void every_object_is_one_of_kubernetes_and_the_base_names_every_file() throws IOException {
        try (var files = Files.list(KUBERNETES)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> !name.equals("kustomization.yaml")))
                    .containsExactlyInAnyOrderElementsOf(resources());
        }
        assertThat(objects())
                .extracting(object -> object.path("kind").asText())
                .contains("Deployment", "Service", "NetworkPolicy", "PodDisruptionBudget", "ServiceAccount");
        for (var object : objects()) {
            assertThat(KubernetesSchema.misfits(object)).as(object.toString()).isEmpty();
        }
    }

    @Test
    void an_object_with_a_member_that_kubernetes_does_not_know_is_found() throws IOException {
        var wrong = object("Deployment").deepCopy();
        ((ObjectNode) wrong.at("/spec/template/spec/containers/0/livenessProbe")).put("periodSecond", 1);
        assertThat(KubernetesSchema.misfits(wrong)).hasSize(1);
        var typed = object("Deployment").deepCopy();
        ((ObjectNode) typed.get("spec")).put("replicas", "one");
        assertThat(KubernetesSchema.misfits(typed)).hasSize(1);
    }

    @Test
    void the_probes_ask_for_life_only_so_that_the_page_stays_while_something_is_away() throws IOException {
        var container = object("Deployment").at("/spec/template/spec/containers/0");
        assertThat(container.findValuesAsText("containerPort"))
                .containsExactly(setting("reload.http.port"), setting("reload.management.port"));
        for (var probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(container.at("/" + probe + "/httpGet/path").asText()).isEqualTo("/observe/health/live");
            assertThat(container.at("/" + probe + "/httpGet/port").asText()).isEqualTo("management");
        }
    }

    @Test
    void services_policy_and_budget_mean_this_pod() throws IOException {
        var labels = object("Deployment").at("/spec/template/metadata/labels");
        assertThat(object("NetworkPolicy").at("/spec/podSelector/matchLabels")).isEqualTo(labels);
        assertThat(object("PodDisruptionBudget").at("/spec/selector/matchLabels"))
                .isEqualTo(labels);
        var ports = object("Deployment")
                .at("/spec/template/spec/containers/0/ports")
                .findValuesAsText("name");
        for (var service : objects()) {
            if (service.path("kind").asText().equals("Service")) {
                assertThat(service.at("/spec/selector")).isEqualTo(labels);
                assertThat(ports).containsAll(service.findValuesAsText("targetPort"));
            }
        }
    }

    @Test
    void the_pod_may_do_nothing_that_it_does_not_need() throws IOException {
        var pod = object("Deployment").at("/spec/template/spec");
        var container = pod.at("/containers/0");
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(pod.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                .isFalse();
        assertThat(container.at("/securityContext/capabilities/drop/0").asText())
                .isEqualTo("ALL");
        assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
        var writable = container.at("/volumeMounts").findValuesAsText("mountPath");
        assertThat(writable).contains("/var/lib/window-reload", "/tmp");
    }

    /** The image's page answers on all addresses, so the program itself demands the file of those who may come in. */
    @Test
    void the_image_s_page_is_not_on_loopback_and_demands_names() throws IOException {
        var image = Files.readString(Path.of("deploy/docker/Dockerfile"));
        assertThat(image).contains("RELOAD_HTTP_HOST=0.0.0.0", "RELOAD_HTTP_USERS_FILE=", "USER 10001");
        var keys = SettingsSource.collect(
                Path.of("config/application.properties"), Map.of("reload.http.host", "0.0.0.0"), Map.of());
        assertThatThrownBy(() -> SettingsReader.read(keys)).hasMessageContaining("reload.http.users-file");
    }

    @Test
    void a_service_that_ends_by_itself_is_started_anew() throws IOException {
        assertThat(Files.readString(Path.of("deploy/systemd/window-reload.service")))
                .contains("Restart=on-failure", "SuccessExitStatus=143", "NoNewPrivileges=true", "ProtectSystem=strict")
                .doesNotContain("RestartPreventExitStatus");
    }

    private static List<String> resources() throws IOException {
        var names = new ArrayList<String>();
        YAML.readTree(KUBERNETES.resolve("kustomization.yaml").toFile())
                .get("resources")
                .forEach(name -> names.add(name.asText()));
        return names;
    }

    private static List<JsonNode> objects() throws IOException {
        var objects = new ArrayList<JsonNode>();
        for (var name : resources()) {
            try (var documents = YAML.readerFor(JsonNode.class)
                    .<JsonNode>readValues(new YAMLFactory()
                            .createParser(KUBERNETES.resolve(name).toFile()))) {
                objects.addAll(documents.readAll());
            }
        }
        return objects;
    }

    private static JsonNode object(String kind) throws IOException {
        return objects().stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
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
