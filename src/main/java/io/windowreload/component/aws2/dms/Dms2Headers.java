package io.windowreload.component.aws2.dms;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
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
        set(message, Dms2Constants.REPLICATION_TASK_ARN, of(task, ReplicationTask::replicationTaskArn));
        set(message, Dms2Constants.REPLICATION_TASK_STATUS, of(task, ReplicationTask::status));
        set(message, Dms2Constants.STOP_REASON, of(task, ReplicationTask::stopReason));
    }

    static void connection(Connection connection, Message message) {
        set(message, Dms2Constants.CONNECTION_STATUS, of(connection, Connection::status));
    }

    static void assessmentRun(ReplicationTaskAssessmentRun run, Message message) {
        set(
                message,
                Dms2Constants.REPLICATION_TASK_ASSESSMENT_RUN_ARN,
                of(run, ReplicationTaskAssessmentRun::replicationTaskAssessmentRunArn));
        set(
                message,
                Dms2Constants.REPLICATION_TASK_ASSESSMENT_RUN_STATUS,
                of(run, ReplicationTaskAssessmentRun::status));
    }

    static void config(ReplicationConfig config, Message message) {
        set(message, Dms2Constants.REPLICATION_CONFIG_ARN, of(config, ReplicationConfig::replicationConfigArn));
    }

    static void replication(Replication replication, Message message) {
        set(message, Dms2Constants.REPLICATION_CONFIG_ARN, of(replication, Replication::replicationConfigArn));
        set(message, Dms2Constants.REPLICATION_STATUS, of(replication, Replication::status));
        set(message, Dms2Constants.STOP_REASON, of(replication, Replication::stopReason));
    }

    /** A value of what the response tells of; a response may lack even that. */
    private static <T> Object of(T told, Function<T, ?> value) {
        return told == null ? null : value.apply(told);
    }
}
