package io.windowreload.local.dms.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.local.dms.cloud.Cloud;
import io.windowreload.local.dms.wire.AwsError;
import io.windowreload.local.dms.wire.Members;
import io.windowreload.local.dms.wire.WireJson;
import java.util.ArrayList;
import java.util.List;

/** Adding, listing and removing the tags of a resource. */
final class TagOperations {
    private final Cloud cloud;

    TagOperations(Cloud cloud) {
        this.cloud = cloud;
    }

    ObjectNode add(Members request) {
        var arn = existing(request.requiredText("ResourceArn"));
        var merged = Tags.merged(cloud.tags(arn), request.requiredStructures("Tags"));
        cloud.tags(arn).putAll(merged);
        return WireJson.object();
    }

    ObjectNode list(Members request) {
        var several = request.texts("ResourceArnList");
        var arns = new ArrayList<>(several);
        request.text("ResourceArn").ifPresent(arns::add);
        if (arns.isEmpty()) {
            throw Members.missing("ResourceArn");
        }
        var answer = WireJson.object();
        var tags = answer.putArray("TagList");
        for (var arn : arns) {
            cloud.tags(existing(arn)).forEach((key, value) -> {
                var tag = tags.addObject().put("Key", key).put("Value", value);
                if (!several.isEmpty()) {
                    tag.put("ResourceArn", arn);
                }
            });
        }
        return answer;
    }

    ObjectNode remove(Members request) {
        var arn = existing(request.requiredText("ResourceArn"));
        List<String> keys = request.texts("TagKeys");
        if (keys.isEmpty()) {
            throw Members.missing("TagKeys");
        }
        keys.forEach(cloud.tags(arn)::remove);
        return WireJson.object();
    }

    private String existing(String arn) {
        if (!cloud.tasks().containsKey(arn)
                && !cloud.configs().containsKey(arn)
                && !cloud.endpoints().containsKey(arn)
                && !cloud.assessmentRuns().containsKey(arn)
                && !cloud.instance().arn().equals(arn)) {
            throw AwsError.notFound("Resource " + arn + " not found.");
        }
        return arn;
    }
}
