package io.windowreload.local.dms.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.local.dms.cloud.Cloud;
import io.windowreload.local.dms.cloud.ConnectionTests;
import io.windowreload.local.dms.cloud.TaskLife;
import io.windowreload.local.dms.load.Reading;
import io.windowreload.local.dms.wire.AwsError;
import io.windowreload.local.dms.wire.Members;
import java.util.HashMap;
import java.util.Map;

/** The operations that the emulator knows, by their names. */
public final class Operations {
    private final Cloud cloud;
    private final Map<String, Operation> byName = new HashMap<>();

    public Operations(Cloud cloud, TaskLife life, ConnectionTests tests, Reading reading) {
        this.cloud = cloud;
        var tasks = new TaskOperations(cloud, life);
        byName.put("CreateReplicationTask", new CreateTask(cloud, life, reading));
        byName.put("StartReplicationTask", tasks::start);
        byName.put("StopReplicationTask", tasks::stop);
        byName.put("DeleteReplicationTask", tasks::delete);
        byName.put("DescribeReplicationTasks", tasks::describe);
        byName.put("DescribeTableStatistics", tasks::tableStatistics);
        byName.put("DescribeReplicationInstances", new InstanceOperations(cloud)::describe);
        var endpoints = new EndpointOperations(cloud, tests);
        byName.put("DescribeEndpoints", endpoints::describeEndpoints);
        byName.put("DescribeConnections", endpoints::describeConnections);
        byName.put("TestConnection", endpoints::testConnection);
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
            return known.answer(request);
        }
    }
}
