package io.windowreload.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manual's policy as AWS evaluates it: by action, resource and condition, and a deny beats every allow. */
class IamPolicyTest {
    private static final String CDC = "arn:aws:dms:eu-central-1:123456789012:task:ONGOING";
    private static final String OWN = "arn:aws:dms:eu-central-1:123456789012:task:RELOAD";
    private static final String INSTANCE = "arn:aws:dms:eu-central-1:123456789012:rep:";
    private static final Map<String, String> NOTHING = Map.of();
    private static final Map<String, String> REQUESTED = Map.of("aws:RequestTag/Purpose", "window-reload");
    private static final Map<String, String> TAGGED = Map.of("aws:ResourceTag/Purpose", "window-reload");

    private static final String CDC_CONFIG = "arn:aws:dms:eu-central-1:123456789012:replication-config:ONGOING";
    private static final String OWN_CONFIG = "arn:aws:dms:eu-central-1:123456789012:replication-config:RELOAD";

    private static ArrayNode statements;

    /** Both policies beside each other, as for an account that has tasks and serverless replications. */
    @BeforeAll
    static void read() throws Exception {
        statements = read("3. **IAM**").addAll(read("**Serverless**"));
    }

    private static ArrayNode read(String behind) throws Exception {
        return (ArrayNode) new ObjectMapper()
                .readTree(Manual.block(behind, "json")
                        .replace("CDC-TASK-ARN", CDC)
                        .replace("CDC-CONFIG-ARN", CDC_CONFIG)
                        .replace("REGION", "eu-central-1")
                        .replace("ACCOUNT", "123456789012")
                        .replace("INSTANCE-ARN-TAIL", "TAIL26")
                        .replace("INSTANCE-NAME", "shop-instance")
                        .replace("endpoint:SOURCE", "endpoint:SRC")
                        .replace("endpoint:TARGET", "endpoint:TGT"))
                .get("Statement");
    }

    private static boolean allowed(String action, String resource, Map<String, String> context) {
        var hitting = StreamSupport.stream(statements.spliterator(), false)
                .filter(statement -> texts(statement.get("Action")).anyMatch(action::equals))
                .filter(statement -> texts(statement.get("Resource")).anyMatch(pattern -> matches(pattern, resource)))
                .filter(statement -> met(statement.path("Condition"), context))
                .map(statement -> statement.get("Effect").asText())
                .toList();
        return hitting.contains("Allow") && !hitting.contains("Deny");
    }

    private static Stream<String> texts(JsonNode node) {
        return node.isArray()
                ? StreamSupport.stream(node.spliterator(), false).map(JsonNode::asText)
                : Stream.of(node.asText());
    }

    private static boolean matches(String pattern, String resource) {
        return resource.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q"));
    }

    private static boolean met(JsonNode condition, Map<String, String> context) {
        assertThat(List.copyOf(names(condition))).isSubsetOf("StringEquals");
        var equals = condition.path("StringEquals");
        return names(equals).stream().allMatch(key -> equals.get(key).asText().equals(context.get(key)));
    }

    private static List<String> names(JsonNode node) {
        return StreamSupport.stream(((Iterable<String>) node::fieldNames).spliterator(), false)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dms:StartReplicationTask", "dms:StopReplicationTask", "dms:DeleteReplicationTask"})
    void its_own_tasks_it_may_move_and_nobody_else_s(String action) {
        assertThat(allowed(action, OWN, TAGGED)).isTrue();
        assertThat(allowed(action, OWN, NOTHING)).isFalse();
        assertThat(allowed(action, OWN, Map.of("aws:ResourceTag/Purpose", "other")))
                .isFalse();
        assertThat(allowed(action, OWN, REQUESTED))
                .as("the tag of a request is not the task's")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dms:StartReplicationTask",
                "dms:StopReplicationTask",
                "dms:DeleteReplicationTask",
                "dms:ModifyReplicationTask",
                "dms:MoveReplicationTask",
                "dms:ReloadTables",
                "dms:AddTagsToResource",
                "dms:RemoveTagsFromResource"
            })
    void the_cdc_task_is_out_of_reach_even_where_it_bears_our_tag(String action) {
        for (var context : List.of(NOTHING, TAGGED, REQUESTED)) {
            assertThat(allowed(action, CDC, context)).as(context.toString()).isFalse();
        }
        // Whatever else the role may do by another policy.
        assertThat(StreamSupport.stream(statements.spliterator(), false)
                        .filter(statement -> statement.get("Effect").asText().equals("Deny"))
                        .filter(statement -> !statement.has("Condition"))
                        .filter(statement ->
                                texts(statement.get("Resource")).anyMatch(pattern -> matches(pattern, CDC)))
                        .flatMap(statement -> texts(statement.get("Action"))))
                .contains(action);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dms:StartReplication", "dms:StopReplication", "dms:DeleteReplicationConfig"})
    void its_own_configs_it_may_move_and_nobody_else_s_and_never_the_cdc_config(String action) {
        assertThat(allowed(action, OWN_CONFIG, TAGGED)).isTrue();
        assertThat(allowed(action, OWN_CONFIG, NOTHING)).isFalse();
        assertThat(allowed(action, OWN_CONFIG, REQUESTED)).isFalse();
        assertThat(allowed(action, CDC_CONFIG, TAGGED)).isFalse();
    }

    @Test
    void a_config_is_made_with_the_tag_or_not_at_all_and_nothing_else_can_be_given_it() {
        var endpoint = "arn:aws:dms:eu-central-1:123456789012:endpoint:";
        for (var resource : List.of(OWN_CONFIG, endpoint + "SRC", endpoint + "TGT")) {
            assertThat(allowed("dms:CreateReplicationConfig", resource, REQUESTED))
                    .as(resource)
                    .isTrue();
            assertThat(allowed("dms:CreateReplicationConfig", resource, NOTHING))
                    .as(resource)
                    .isFalse();
        }
        assertThat(allowed("dms:CreateReplicationConfig", endpoint + "X", REQUESTED))
                .isFalse();
        assertThat(allowed("dms:AddTagsToResource", OWN_CONFIG, REQUESTED)).isTrue();
        for (var resource : List.of(CDC_CONFIG, INSTANCE + "ANY", "arn:aws:dms:eu-central-1:123456789012:es:ANY")) {
            assertThat(allowed("dms:AddTagsToResource", resource, REQUESTED))
                    .as(resource)
                    .isFalse();
        }
    }

    @Test
    void a_task_is_made_with_the_tag_or_not_at_all_and_only_of_the_named_parts() {
        for (var resource : List.of(
                OWN,
                INSTANCE + "TAIL26",
                "arn:aws:dms:eu-central-1:123456789012:endpoint:SRC",
                "arn:aws:dms:eu-central-1:123456789012:endpoint:TGT")) {
            assertThat(allowed("dms:CreateReplicationTask", resource, REQUESTED))
                    .as(resource)
                    .isTrue();
            assertThat(allowed("dms:CreateReplicationTask", resource, NOTHING))
                    .as(resource)
                    .isFalse();
        }
        assertThat(allowed("dms:AddTagsToResource", OWN, REQUESTED)).isTrue();
        assertThat(allowed("dms:AddTagsToResource", OWN, NOTHING)).isFalse();
        assertThat(allowed("dms:CreateReplicationTask", "arn:aws:dms:eu-central-1:123456789012:endpoint:X", REQUESTED))
                .isFalse();
    }

    /** The end of an instance's ARN is not its name: the one is in ARNs, the other in names of logs. */
    @Test
    void the_instance_has_two_names() {
        var log = "arn:aws:logs:eu-central-1:123456789012:log-group:dms-tasks-%s:log-stream:dms-task-RELOAD";

        assertThat(allowed("dms:CreateReplicationTask", INSTANCE + "shop-instance", REQUESTED))
                .isFalse();
        assertThat(allowed("logs:GetLogEvents", log.formatted("shop-instance"), NOTHING))
                .isTrue();
        assertThat(allowed("logs:GetLogEvents", log.formatted("TAIL26"), NOTHING))
                .isFalse();
    }

    @Test
    void what_it_reads_it_may_read_of_cdc_too() {
        assertThat(allowed("dms:DescribeTableStatistics", CDC, NOTHING)).isTrue();
        assertThat(allowed("dms:DescribeReplicationTasks", CDC, NOTHING)).isTrue();
        assertThat(allowed("dms:DescribeTableStatistics", CDC.replace("eu-", "us-"), NOTHING))
                .isFalse();
    }
}
