package io.windowreload.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CapacityTest {
    private static final Map<String, Object> CDC = Map.of(
            "MaxCapacityUnits",
            64,
            "MinCapacityUnits",
            16,
            "MultiAZ",
            true,
            "PreferredMaintenanceWindow",
            "sun:23:45-mon:00:30",
            "ReplicationSubnetGroupId",
            "inner",
            "AvailabilityZone",
            "eu-central-1a",
            "VpcSecurityGroupIds",
            List.of("sg-1"),
            "KmsKeyId",
            "key");

    @Test
    void it_is_cdc_s_own_but_for_the_standby_and_the_maintenance_window() {
        assertThat(Capacity.of(Map.of(), CDC))
                .containsEntry("MaxCapacityUnits", 64)
                .containsEntry("VpcSecurityGroupIds", List.of("sg-1"))
                .containsEntry("AvailabilityZone", "eu-central-1a")
                .containsEntry("KmsKeyId", "key")
                .doesNotContainKeys("MultiAZ", "PreferredMaintenanceWindow");
    }

    @Test
    void settings_go_before_and_the_least_is_never_above_the_most() {
        assertThat(Capacity.of(Map.of("MaxCapacityUnits", 4), CDC))
                .containsEntry("MaxCapacityUnits", 4)
                .containsEntry("MinCapacityUnits", 4);
    }

    @Test
    void another_subnet_group_has_other_zones() {
        assertThat(Capacity.of(Map.of("ReplicationSubnetGroupId", "outer"), CDC))
                .containsEntry("ReplicationSubnetGroupId", "outer")
                .doesNotContainKey("AvailabilityZone");
    }

    @Test
    void beside_a_cdc_task_settings_must_say_the_most() {
        assertThat(Capacity.of(Map.of("MaxCapacityUnits", 8), Map.of())).containsOnlyKeys("MaxCapacityUnits");
        assertThatThrownBy(() -> Capacity.of(Map.of("MinCapacityUnits", 2), Map.of()))
                .isInstanceOfSatisfying(ReloadException.class, refusal -> assertThat(refusal.code())
                        .isEqualTo(ErrorCode.SETTINGS_INVALID))
                .hasMessageContaining("max-capacity-units");
    }
}
