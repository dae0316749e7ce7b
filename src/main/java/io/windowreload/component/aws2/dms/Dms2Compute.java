package io.windowreload.component.aws2.dms;

import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.NoTypeConversionAvailableException;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.services.databasemigration.model.ComputeConfig;

/** What a serverless replication may use, from the SDK's own object or from a map of its members. */
final class Dms2Compute {

    private Dms2Compute() {}

    /**
     * The configuration whose members the map names as the API does, whatever the case of their letters.
     *
     * @throws IllegalArgumentException if the API has no such member
     */
    static ComputeConfig config(Exchange exchange, Object value) throws NoTypeConversionAvailableException {
        if (value instanceof ComputeConfig config) {
            return config;
        }
        if (!(value instanceof Map<?, ?> members)) {
            throw new IllegalArgumentException("a map or a %s is expected but it is a %s"
                    .formatted(ComputeConfig.class.getName(), value.getClass().getName()));
        }
        ComputeConfig.Builder builder = ComputeConfig.builder();
        for (Map.Entry<?, ?> member : members.entrySet()) {
            SdkField<?> field = field(builder.sdkFields(), String.valueOf(member.getKey()));
            field.set(builder, convert(exchange, field, member.getValue()));
        }
        return builder.build();
    }

    private static SdkField<?> field(List<SdkField<?>> fields, String name) {
        return fields.stream()
                .filter(field -> field.memberName().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'%s' is none of %s"
                        .formatted(
                                name, fields.stream().map(SdkField::memberName).toList())));
    }

    private static Object convert(Exchange exchange, SdkField<?> field, Object value)
            throws NoTypeConversionAvailableException {
        Class<?> type = field.marshallingType().getTargetClass();
        return type == List.class
                ? Dms2Values.strings(exchange, value)
                : exchange.getContext().getTypeConverter().mandatoryConvertTo(type, exchange, value);
    }
}
