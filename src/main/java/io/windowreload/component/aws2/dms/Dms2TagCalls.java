package io.windowreload.component.aws2.dms;

import static io.windowreload.component.aws2.dms.Dms2Parameters.*;

import java.util.List;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.AddTagsToResourceRequest;
import software.amazon.awssdk.services.databasemigration.model.AddTagsToResourceResponse;
import software.amazon.awssdk.services.databasemigration.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.databasemigration.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.databasemigration.model.RemoveTagsFromResourceRequest;
import software.amazon.awssdk.services.databasemigration.model.RemoveTagsFromResourceResponse;

/** The calls about the tags of resources. */
final class Dms2TagCalls {
    static final Dms2Call<AddTagsToResourceRequest, AddTagsToResourceResponse> ADD = Dms2Call.single(
            AddTagsToResourceRequest.class,
            input -> AddTagsToResourceRequest.builder()
                    .resourceArn(input.required(RESOURCE_ARN))
                    .tags(input.required(TAGS))
                    .build(),
            DatabaseMigrationClient::addTagsToResource,
            (response, message) -> {});

    static final Dms2Call<ListTagsForResourceRequest, ListTagsForResourceResponse> LIST = Dms2Call.single(
            ListTagsForResourceRequest.class,
            Dms2TagCalls::list,
            DatabaseMigrationClient::listTagsForResource,
            (response, message) -> {});

    static final Dms2Call<RemoveTagsFromResourceRequest, RemoveTagsFromResourceResponse> REMOVE = Dms2Call.single(
            RemoveTagsFromResourceRequest.class,
            input -> RemoveTagsFromResourceRequest.builder()
                    .resourceArn(input.required(RESOURCE_ARN))
                    .tagKeys(input.required(TAG_KEYS))
                    .build(),
            DatabaseMigrationClient::removeTagsFromResource,
            (response, message) -> {});

    private Dms2TagCalls() {}

    /** Of several resources, or else of one. */
    private static ListTagsForResourceRequest list(Dms2Input input) {
        List<String> several = input.optional(RESOURCE_ARN_LIST);
        return several == null
                ? ListTagsForResourceRequest.builder()
                        .resourceArn(input.required(RESOURCE_ARN))
                        .build()
                : ListTagsForResourceRequest.builder().resourceArnList(several).build();
    }
}
