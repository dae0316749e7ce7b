package io.windowreload.component.aws2.dms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The examples of docs/aws2-dms.md, run as they stand there. */
class Dms2ExamplesTest {
    private static final String LOGGER = "examples";

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private DmsStub stub;
    private DefaultCamelContext camel;

    @BeforeEach
    void start() throws Exception {
        stub = new DmsStub();
        camel = configured();
    }

    @AfterEach
    void stop() {
        camel.stop();
        stub.close();
    }

    @Test
    void the_yaml_example_creates_starts_waits_for_and_deletes_a_task() throws Exception {
        String yaml = DocsPage.read().blocks("yaml").get(0);
        assertThat(yaml.lines()).hasSizeLessThanOrEqualTo(20);
        load("load-once.camel.yaml", yaml);
        assertThatOneTaskLives();
    }

    @Test
    void the_xml_example_creates_starts_waits_for_and_deletes_a_task() throws Exception {
        load("load-once.camel.xml", DocsPage.read().blocks("xml").get(0));
        assertThatOneTaskLives();
    }

    @Test
    void the_java_example_creates_starts_waits_for_and_deletes_a_task() throws Exception {
        camel.addRoutes(new LoadOnce());
        assertThatOneTaskLives();
    }

    @Test
    void the_watching_example_tells_of_each_failed_table_once_also_after_a_restart(@TempDir Path folder)
            throws Exception {
        String yaml = DocsPage.read().blocks("yaml").get(1);
        String file = folder.resolve("told.txt").toString();
        ScriptedTasks tasks = new ScriptedTasks(stub)
                .task("a", "running", 1)
                .tag("a", "Purpose", "reload")
                .table("a", "T", "Table error", 0)
                .table("a", "U", "Table completed", 1);
        watch(yaml, file);
        await().untilAsserted(() -> assertThat(logged).containsExactly("S.T failed in id-a"));
        camel.stop();
        tasks.table("a", "V", "Table error", 0);
        camel = configured();
        watch(yaml, file);
        await().untilAsserted(() -> assertThat(logged).containsExactly("S.T failed in id-a", "S.V failed in id-a"));
    }

    private void watch(String yaml, String file) throws Exception {
        camel.getPropertiesComponent().addInitialProperty("told.file", file);
        load("watch.camel.yaml", yaml);
        camel.start();
    }

    private void load(String name, String text) throws Exception {
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString(name, text));
    }

    private void assertThatOneTaskLives() {
        OneTaskLife life = new OneTaskLife(stub);
        camel.start();
        await().until(life::isGone);
        assertThat(life.calls()).containsExactly("creating", "starting", "deleting");
        assertThat(life.created().path("ReplicationTaskIdentifier").asText()).isEqualTo("load-once");
        assertThat(life.created().path("TableMappings").asText()).contains("\"rules\"");
        assertThat(logged).containsExactly("load-once Stop Reason FULL_LOAD_ONLY_FINISHED");
    }

    /** As application.properties would, but polling without delay. */
    private DefaultCamelContext configured() throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        context.getCamelContextExtension().registerEndpointCallback((uri, endpoint) -> {
            if (endpoint instanceof Dms2Endpoint tasks) {
                tasks.setDelay(20);
                tasks.setInitialDelay(0);
            }
            return endpoint;
        });
        // Heard by the listener below, not seen in the build.
        Logger logger = (Logger) LoggerFactory.getLogger(LOGGER);
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        context.getGlobalOptions().put(Exchange.LOG_EIP_NAME, LOGGER);
        context.getCamelContextExtension().addLogListener((exchange, log, message) -> {
            logged.add(message);
            return message;
        });
        Dms2Configuration configuration =
                context.getComponent("aws2-dms", Dms2Component.class).getConfiguration();
        configuration.setAccessKey("key");
        configuration.setSecretKey("secret");
        configuration.setRegion("eu-west-1");
        configuration.setOverrideEndpoint(true);
        configuration.setUriEndpointOverride(stub.url());
        configuration.setSourceEndpointArn("arn:source");
        configuration.setTargetEndpointArn("arn:target");
        configuration.setReplicationInstanceArn("arn:rep");
        return context;
    }
}
