package io.windowreload.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.ManagementFactory;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JMX over HTTP does what its list says, and refuses everything else that this JVM has. */
class JolokiaTest {
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();
    private static final List<String> ROUTE_OPERATIONS = List.of("start()", "stop()", "suspend()", "resume()");

    private static Served served;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        served = Served.start(folder, "reload.management.jolokia", "true");
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    private static JsonNode call(Object requests, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(served.observed("jolokia"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Served.JSON.writeValueAsString(requests)));
        return Served.JSON.readTree(served.send(request, headers).body());
    }

    private static ObjectNode request(String type, String mbean) {
        return Served.JSON.createObjectNode().put("type", type).put("mbean", mbean);
    }

    private static ObjectNode execute(String mbean, String operation) {
        return request("exec", mbean).put("operation", operation);
    }

    private static String route(String id) {
        return "org.apache.camel:context=window-reload,name=\"" + id + "\",type=routes";
    }

    @Test
    void routes_are_suspended_and_resumed() throws Exception {
        assertThat(call(execute(route("request-drop"), "suspend()"))
                        .get("status")
                        .asInt())
                .isEqualTo(200);
        assertThat(served.json("/api/status").at("/folder/state").asText()).isEqualTo("stopped");
        assertThat(call(execute(route("request-drop"), "resume()"))
                        .get("status")
                        .asInt())
                .isEqualTo(200);
        assertThat(served.json("/api/status").at("/folder/state").asText()).isEqualTo("watching");
    }

    @Test
    void reloads_are_operated() throws Exception {
        var submit = execute(ReloadControl.NAME, "submit");
        submit.putArray("arguments").add("{\"requestId\":\"jolokia\",\"month\":\"2025-01\"}");
        var run = call(submit).get("value").asLong();
        assertThat(served.json("/api/runs/" + run).get("origin").asText()).isEqualTo("jmx");
        assertThat(call(request("read", ReloadControl.NAME)).at("/value/Folder").asText())
                .isEqualTo("watching");
    }

    /** Hawtio looks for the context first, and at the route tree then. */
    @Test
    void what_hawtio_draws_can_be_read() throws Exception {
        assertThat(call(request("read", "org.apache.camel:type=context,*").put("attribute", "CamelVersion"))
                        .get("status")
                        .asInt())
                .isEqualTo(200);
        assertThat(call(request("read", route("reload-run"))).at("/value/State").asText())
                .isEqualTo("Started");
        assertThat(call(request("search", "org.apache.camel:type=routes,*")).get("value"))
                .hasSizeGreaterThan(20);
    }

    @Test
    void everything_else_of_this_process_is_refused() throws Exception {
        var requests = new ArrayList<ObjectNode>();
        for (var name : SERVER.queryNames(null, null)) {
            var info = SERVER.getMBeanInfo(name);
            for (var attribute : info.getAttributes()) {
                requests.add(request("write", name.toString())
                        .put("attribute", attribute.getName())
                        .put("value", "x"));
                if (!mayRead(name)) {
                    requests.add(request("read", name.toString()).put("attribute", attribute.getName()));
                }
            }
            for (var operation : info.getOperations()) {
                if (!mayExecute(name, signature(operation))) {
                    requests.add(execute(name.toString(), signature(operation)));
                }
            }
        }
        assertThat(requests).hasSizeGreaterThan(5000);
        for (var from = 0; from < requests.size(); from += 100) {
            var some = requests.subList(from, Math.min(from + 100, requests.size()));
            assertThat(call(some)).hasSameSizeAs(some).allSatisfy(answer -> assertThat(
                            answer.get("status").asInt())
                    .as(answer.get("request").toString())
                    .isEqualTo(403));
        }
    }

    private static boolean mayRead(ObjectName name) {
        return name.toString().equals(ReloadControl.NAME)
                || (name.getDomain().equals("org.apache.camel")
                        && List.of("routes", "context").contains(name.getKeyProperty("type")));
    }

    private static boolean mayExecute(ObjectName name, String signature) {
        return name.toString().equals(ReloadControl.NAME)
                || (name.getDomain().equals("org.apache.camel")
                        && name.getKeyProperty("type").equals("routes")
                        && ROUTE_OPERATIONS.contains(signature));
    }

    private static String signature(MBeanOperationInfo operation) {
        return operation.getName()
                + Arrays.stream(operation.getSignature())
                        .map(parameter -> parameter.getType())
                        .collect(Collectors.joining(",", "(", ")"));
    }

    @Test
    void a_browser_is_no_way_in() throws Exception {
        var body = Served.JSON.writeValueAsString(execute(ReloadControl.NAME, "resume()"));
        assertThat(status(body, "Content-Type", "text/plain")).isEqualTo(415);
        assertThat(status(body, "Content-Type", "application/x-www-form-urlencoded"))
                .isEqualTo(415);
        assertThat(status(body, "Content-Type", "application/json", "Origin", "https://evil.example"))
                .isEqualTo(403);
        assertThat(status(body, "Content-Type", "application/json", "Sec-Fetch-Site", "cross-site"))
                .isEqualTo(403);
        var read = served.get(served.observed("jolokia/read/" + ReloadControl.NAME));
        assertThat(read.statusCode()).isEqualTo(405);
        assertThat(Rebound.statusLine(served.observed("jolokia"), "POST", "evil.example"))
                .contains("421");
        assertThat(status(body, "Content-Type", "application/json")).isEqualTo(200);
    }

    private static int status(String body, String... headers) throws Exception {
        return served.send(
                        HttpRequest.newBuilder(served.observed("jolokia")).POST(BodyPublishers.ofString(body)), headers)
                .statusCode();
    }
}
