package io.windowreload.component.aws2.dms;

import java.util.List;
import java.util.function.BiConsumer;
import org.apache.camel.Message;
import software.amazon.awssdk.services.databasemigration.model.Connection;
import software.amazon.awssdk.services.databasemigration.model.Replication;
import software.amazon.awssdk.services.databasemigration.model.ReplicationConfig;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskAssessmentRun;

/** Key values of responses as headers. */
final class Dms2Headers {

    private Dms2Headers() {}

    /** Sets the header or, without a value, removes it: what an earlier response told must not be taken for this one's. */
    static void set(Message message, String header, Object value) {
        if (value == null) {
            message.removeHeader(header);
        } else {
            message.setHeader(header, value);
        }
    }

    /**
     * Tells of the only one. Of several or none nothing can be told: then the given states are removed, while ARNs stay,
     * since they are what the message asked for.
     */
    static <T> void only(List<T> found, Message message, BiConsumer<T, Message> tell, String... states) {
        if (found.size() == 1) {
            tell.accept(found.get(0), message);
            return;
        }
        for (String state : states) {
            message.removeHeader(state);
        }
    }

    static void task(ReplicationTask task, Message message) {
        set(message, Dms2Constants.REPLICATION_TASK_ARN, task.replicationTaskArn());
        set(message, Dms2Constants.REPLICATION_TASK_STATUS, task.status());
        set(message, Dms2Constants.STOP_REASON, task.stopReason());
    }

    static void connection(Connection connection, Message message) {
        set(message, Dms2Constants.CONNECTION_STATUS, connection.status());
    }

    static void assessmentRun(ReplicationTaskAssessmentRun run, Message message) {
        set(message, Dms2Constants.REPLICATION_TASK_ASSESSMENT_RUN_ARN, run.replicationTaskAssessmentRunArn());
        set(message, Dms2Constants.REPLICATION_TASK_ASSESSMENT_RUN_STATUS, run.status());
    }

    static void config(ReplicationConfig config, Message message) {
        set(message, Dms2Constants.REPLICATION_CONFIG_ARN, config.replicationConfigArn());
    }

    static void replication(Replication replication, Message message) {
        set(message, Dms2Constants.REPLICATION_CONFIG_ARN, replication.replicationConfigArn());
        set(message, Dms2Constants.REPLICATION_STATUS, replication.status());
        set(message, Dms2Constants.STOP_REASON, replication.stopReason());
    }
}
