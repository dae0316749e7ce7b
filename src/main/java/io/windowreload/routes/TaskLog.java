package io.windowreload.routes;

import io.windowreload.settings.Settings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;

/**
 * The end of the log of a DMS task, or of a serverless replication, in CloudWatch, which outlives the task. It is read for people and decides nothing: where it cannot be read,
 * one line says why.
 */
public final class TaskLog {
    private static final int LINES = 50;
    private static final int WIDTH = 2000;

    private final Settings.Dms dms;
    private final Settings.TaskLog settings;

    public TaskLog(Settings.Dms dms, Settings.TaskLog settings) {
        this.dms = dms;
        this.settings = settings;
    }

    /**
     * The last lines of a task's log.
     *
     * @param instanceIdentifier the replication instance's identifier, under which DMS files its logs
     * @param taskArn its last part names the stream
     */
    public List<String> ofTask(String instanceIdentifier, String taskArn) {
        return lines("dms-tasks-" + instanceIdentifier, "dms-task-" + resource(taskArn));
    }

    /**
     * The last lines of the log that tells the states of a serverless replication, and why it failed (user guide, "AWS DMS serverless
     * replication logs").
     *
     * @param configArn its last part names group and stream
     */
    public List<String> ofReplication(String configArn) {
        var id = resource(configArn);
        return lines("dms-serverless-replication-" + id, "dms-serverless-replication-orchestrator-" + id);
    }

    private static String resource(String arn) {
        return arn.substring(arn.lastIndexOf(':') + 1);
    }

    /** Never throws what AWS says. */
    private List<String> lines(String group, String stream) {
        try (var client = client()) {
            var events = client.getLogEvents(request -> request.logGroupName(group)
                            .logStreamName(stream)
                            .startFromHead(false)
                            .limit(LINES))
                    .events();
            var lines = new ArrayDeque<String>();
            lines.add("log group " + group + ", stream " + stream);
            events.stream().map(OutputLogEvent::message).map(TaskLog::line).forEach(lines::add);
            return List.copyOf(lines);
        } catch (AwsServiceException e) {
            var details = e.awsErrorDetails();
            var code = details == null ? "HTTP " + e.statusCode() : details.errorCode();
            return List.of(
                    "log group " + group + ", stream " + stream + ": logs:GetLogEvents was answered with " + code);
        } catch (SdkException e) {
            return List.of("log group " + group + ", stream " + stream + ": CloudWatch Logs does not answer: "
                    + line(e.getMessage()));
        }
    }

    /** The replication instance, which names the log, could not be described. */
    public List<String> unreadable(Exception why) {
        return List.of("the replication instance cannot be described: " + line(String.valueOf(why.getMessage())));
    }

    /** Made for the one call: a failure is rare. */
    private CloudWatchLogsClient client() {
        var builder = CloudWatchLogsClient.builder()
                .region(Region.of(dms.region()))
                .httpClientBuilder(Apache5HttpClient.builder())
                .overrideConfiguration(call ->
                        call.apiCallTimeout(Duration.ofSeconds(10)).apiCallAttemptTimeout(Duration.ofSeconds(4)));
        settings.endpointOverride().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private static String line(String message) {
        // PostgreSQL keeps no NUL.
        var line = message.strip().replaceAll("[\\p{Cntrl}&&[^\t]]+", " ");
        return line.length() > WIDTH ? line.substring(0, WIDTH) + "…" : line;
    }
}
