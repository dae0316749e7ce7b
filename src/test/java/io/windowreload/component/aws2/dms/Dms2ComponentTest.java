package io.windowreload.component.aws2.dms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;
import software.amazon.awssdk.services.databasemigration.model.DescribeAccountAttributesRequest;

class Dms2ComponentTest {
    private static final String KEYS = "accessKey=k&secretKey=s&region=eu-west-1";

    private DefaultCamelContext camel;

    @BeforeEach
    void start() {
        camel = new DefaultCamelContext();
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void options_of_the_component_hold_for_its_endpoints_until_they_say_otherwise() {
        Dms2Component component = camel.getComponent("aws2-dms", Dms2Component.class);
        component.getConfiguration().setRegion("eu-west-1");
        component.getConfiguration().setAccessKey("k");
        component.getConfiguration().setSecretKey("s");
        component.getConfiguration().setFollowPages(true);
        Dms2Configuration own = configuration("aws2-dms:x?region=us-east-1");
        assertThat(own.getRegion()).isEqualTo("us-east-1");
        assertThat(own.isFollowPages()).isTrue();
        assertThat(component.getConfiguration().getRegion()).isEqualTo("eu-west-1");
    }

    @Test
    void durations_enums_and_maps_are_understood() {
        Dms2Configuration own = configuration("aws2-dms:x?" + KEYS
                + "&apiCallTimeout=30s&apiCallAttemptTimeout=500&retryMode=adaptive-v2&operation=stopReplicationTask"
                + "&tag.Purpose=reload&filter.endpoint-arn=a,b&compute.maxCapacityUnits=4");
        assertThat(own.getApiCallTimeout()).isEqualTo(30_000);
        assertThat(own.getApiCallAttemptTimeout()).isEqualTo(500);
        assertThat(own.getRetryMode()).isEqualTo(RetryMode.ADAPTIVE_V2);
        assertThat(own.getOperation()).isEqualTo(Dms2Operations.stopReplicationTask);
        assertThat(own.getTags()).isEqualTo(Map.of("Purpose", "reload"));
        assertThat(own.getFilters()).isEqualTo(Map.of("endpoint-arn", "a,b"));
        assertThat(own.getComputeConfig()).isEqualTo(Map.of("maxCapacityUnits", "4"));
    }

    @Test
    void the_consumer_polls_every_ten_seconds_unless_told_otherwise() {
        assertThat(camel.getEndpoint("aws2-dms:tasks?" + KEYS, Dms2Endpoint.class)
                        .getDelay())
                .isEqualTo(10_000);
        assertThat(camel.getEndpoint("aws2-dms:tasks?delay=60000&" + KEYS, Dms2Endpoint.class)
                        .getDelay())
                .isEqualTo(60_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws2-dms:x?region=eu-west-1", "aws2-dms:x?accessKey=k", "aws2-dms:x?secretKey=s"})
    void an_endpoint_without_credentials_is_refused(String uri) {
        assertThatThrownBy(() -> camel.getEndpoint(uri)).rootCause().hasMessageContaining("must be specified");
    }

    @ParameterizedTest
    @ValueSource(strings = {"useDefaultCredentialsProvider", "useProfileCredentialsProvider", "useSessionCredentials"})
    void an_endpoint_that_says_where_its_credentials_are_needs_no_keys(String option) throws Exception {
        // Not started: the chain would look for what this machine has.
        Dms2Component component = camel.getComponent("aws2-dms", Dms2Component.class);
        assertThat(component.createEndpoint("aws2-dms:x?region=eu-west-1&" + option + "=true"))
                .isInstanceOf(Dms2Endpoint.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws2-dms:x?bogus=1&" + KEYS, "aws2-dms:x?operation=dropEverything&" + KEYS})
    void an_unknown_option_or_operation_is_refused(String uri) {
        assertThatThrownBy(() -> camel.getEndpoint(uri)).isNotNull();
    }

    @Test
    void a_client_in_the_registry_is_used_and_left_open() {
        try (DatabaseMigrationClient client = new OneAnswer()) {
            camel.getRegistry().bind("dms", client);
            Dms2Endpoint endpoint = camel.getEndpoint("aws2-dms:x", Dms2Endpoint.class);
            assertThat(endpoint.getDatabaseMigrationClient()).isSameAs(client);
            camel.stop();
            assertThat(((OneAnswer) client).open).isTrue();
        }
    }

    @Test
    void an_own_client_is_closed_with_the_endpoint() {
        Dms2Endpoint endpoint = camel.getEndpoint("aws2-dms:x?" + KEYS, Dms2Endpoint.class);
        DatabaseMigrationClient client = endpoint.getDatabaseMigrationClient();
        endpoint.stop();
        assertThatThrownBy(() -> client.describeAccountAttributes(
                        DescribeAccountAttributesRequest.builder().build()))
                .isNotInstanceOf(DatabaseMigrationException.class)
                .hasMessageContaining("shut down");
    }

    @Test
    void mappings_and_settings_can_be_named_as_a_resource(@TempDir Path folder) throws Exception {
        Path mappings = Files.writeString(folder.resolve("mappings.json"), "{\"rules\":[]}");
        Dms2Configuration own = configuration(
                "aws2-dms:x?" + KEYS + "&tableMappings=file:" + mappings + "&replicationTaskSettings=RAW({\"a\":1})");
        assertThat(own.getTableMappings()).isEqualTo("{\"rules\":[]}");
        assertThat(own.getReplicationTaskSettings()).isEqualTo("{\"a\":1}");
    }

    @Test
    void a_resource_that_is_not_there_fails_the_start() {
        assertThatThrownBy(() -> camel.getEndpoint("aws2-dms:x?tableMappings=classpath:nowhere.json&" + KEYS))
                .rootCause()
                .hasMessageContaining("nowhere.json");
    }

    @Test
    void the_service_is_told_by_region_or_by_the_overriding_endpoint() {
        Dms2Endpoint plain = camel.getEndpoint("aws2-dms:x?" + KEYS, Dms2Endpoint.class);
        assertThat(List.of(plain.getServiceUrl(), plain.getServiceProtocol())).containsExactly("eu-west-1", "dms");
        Dms2Endpoint overridden = camel.getEndpoint(
                "aws2-dms:x?overrideEndpoint=true&uriEndpointOverride=http://localhost:1&" + KEYS, Dms2Endpoint.class);
        assertThat(overridden.getServiceUrl()).isEqualTo("http://localhost:1");
    }

    @Test
    void the_secrets_of_an_endpoint_do_not_show_in_its_text() {
        assertThat(camel.getEndpoint("aws2-dms:x?accessKey=AKIA1&secretKey=hunter2&region=eu-west-1"))
                .asString()
                .doesNotContain("hunter2", "AKIA1");
    }

    @Test
    void regions_are_named_as_the_sdk_names_them() {
        assertThat(Region.of(configuration("aws2-dms:x?" + KEYS).getRegion())).isEqualTo(Region.EU_WEST_1);
    }

    private Dms2Configuration configuration(String uri) {
        return camel.getEndpoint(uri, Dms2Endpoint.class).getConfiguration();
    }

    /** A client that only knows whether it is open. */
    private static final class OneAnswer implements DatabaseMigrationClient {
        private boolean open = true;

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {
            open = false;
        }
    }
}
