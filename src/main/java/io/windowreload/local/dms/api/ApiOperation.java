package io.windowreload.local.dms.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.local.dms.wire.AwsError;
import io.windowreload.local.dms.wire.Members;

/** One operation of the DMS API: a request's members in, the answer's members out, or an {@link AwsError}. */
@FunctionalInterface
public interface ApiOperation {
    ObjectNode answer(Members request);
}
