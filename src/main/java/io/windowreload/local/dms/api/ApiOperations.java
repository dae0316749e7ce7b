package io.windowreload.local.dms.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.local.dms.cloud.Assessments;
import io.windowreload.local.dms.cloud.Cloud;
import io.windowreload.local.dms.cloud.ConnectionTests;
import io.windowreload.local.dms.cloud.TaskLife;
import io.windowreload.local.dms.load.DocumentReading;
import io.windowreload.local.dms.wire.AwsError;
import io.windowreload.local.dms.wire.Members;
import java.util.HashMap;
import java.util.Map;

/** The operations that the emulator knows, by their names. */
public final class ApiOperations {
    private final Cloud cloud;
    private final Map<String, ApiOperation> byName = new HashMap<>();

    public ApiOperations(Cloud cloud, TaskLife life, ConnectionTests tests, DocumentReading reading) {
        this.cloud = cloud;
        var definitions = new Definitions(cloud, reading);
        tasks(new TaskDefinitionOperations(cloud, life, definitions), new TaskOperations(cloud, life));
        surroundings(new EndpointOperations(cloud, tests), new AccountOperations(cloud), new TagOperations(cloud));
        assessments(new AssessmentOperations(cloud, new Assessments(cloud, life)));
        serverless(new ReplicationConfigOperations(cloud, life, definitions), new ReplicationOperations(cloud, life));
    }

    private void tasks(TaskDefinitionOperations definitions, TaskOperations tasks) {
        byName.put("CreateReplicationTask", definitions::create);
        byName.put("ModifyReplicationTask", definitions::modify);
        byName.put("MoveReplicationTask", definitions::move);
        byName.put("StartReplicationTask", tasks::start);
        byName.put("StopReplicationTask", tasks::stop);
        byName.put("DeleteReplicationTask", tasks::delete);
        byName.put("DescribeReplicationTasks", tasks::describe);
        byName.put("DescribeTableStatistics", tasks::tableStatistics);
        byName.put("ReloadTables", tasks::reload);
    }

    private void surroundings(EndpointOperations endpoints, AccountOperations account, TagOperations tags) {
        byName.put("DescribeReplicationInstances", new InstanceOperations(cloud)::describe);
        byName.put("DescribeEndpoints", endpoints::describeEndpoints);
        byName.put("DescribeConnections", endpoints::describeConnections);
        byName.put("TestConnection", endpoints::testConnection);
        byName.put("DescribeEvents", account::events);
        byName.put("DescribeAccountAttributes", account::attributes);
        byName.put("AddTagsToResource", tags::add);
        byName.put("ListTagsForResource", tags::list);
        byName.put("RemoveTagsFromResource", tags::remove);
    }

    private void assessments(AssessmentOperations assessments) {
        byName.put("StartReplicationTaskAssessmentRun", assessments::start);
        byName.put("CancelReplicationTaskAssessmentRun", assessments::cancel);
        byName.put("DeleteReplicationTaskAssessmentRun", assessments::delete);
        byName.put("DescribeReplicationTaskAssessmentRuns", assessments::describeRuns);
        byName.put("DescribeReplicationTaskIndividualAssessments", assessments::describeIndividuals);
        byName.put("DescribeApplicableIndividualAssessments", assessments::applicable);
    }

    private void serverless(ReplicationConfigOperations configs, ReplicationOperations replications) {
        byName.put("CreateReplicationConfig", configs::create);
        byName.put("ModifyReplicationConfig", configs::modify);
        byName.put("DeleteReplicationConfig", configs::delete);
        byName.put("DescribeReplicationConfigs", configs::describe);
        byName.put("StartReplication", replications::start);
        byName.put("StopReplication", replications::stop);
        byName.put("DescribeReplications", replications::describe);
        byName.put("DescribeReplicationTableStatistics", replications::tableStatistics);
        byName.put("ReloadReplicationTables", replications::reload);
    }

    public boolean knows(String operation) {
        return byName.containsKey(operation);
    }

    /** Carries out an operation; one at a time, as they all look at one account. */
    public ObjectNode answer(String operation, byte[] body) {
        var known = byName.get(operation);
        if (known == null) {
            throw AwsError.unknownOperation();
        }
        var request = Members.parse(body);
        synchronized (cloud) {
            var answer = known.answer(request);
            if (!operation.startsWith("Describe") && !operation.startsWith("List")) {
                cloud.changed();
            }
            return answer;
        }
    }
}
