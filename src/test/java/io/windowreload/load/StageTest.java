package io.windowreload.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.window.ErrorCode;
import io.windowreload.window.LoadKind;
import io.windowreload.window.TableName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The words of serverless replications; LoadRulesTest has those of tasks. */
class StageTest {
    private static final String ARN = "arn:aws:dms:eu-central-1:123456789012:replication-config:ABC";
    private static final TableName TABLE = new TableName("S", "A");

    private static TaskReport replication(String status, String stopReason) {
        return new TaskReport(ARN, status, stopReason, null, 0, 100);
    }

    private static Verdict progress(TaskReport replication) {
        return LoadRules.progress(replication, List.of(new TableReport(TABLE, "Table completed", 1)), List.of(TABLE));
    }

    @ParameterizedTest
    @CsvSource({
        "created, READY",
        "ready, READY",
        "modifying, PREPARING",
        "initializing, STARTING",
        "preparing_metadata, STARTING",
        "preparing_metadata_resources, STARTING",
        "testing_connection, STARTING",
        "fetching_metadata, STARTING",
        "calculating_capacity, STARTING",
        "provisioning_capacity, STARTING",
        "replication_starting, STARTING",
        "RUNNING, RUNNING",
        "stopping, STOPPING",
        "Stopped, STOPPED",
        "failed, FAILED",
        "FAILED_PROVISION, FAILED",
        "deleting, DELETING",
        "hibernating, UNKNOWN",
        "unknown, UNKNOWN",
        "starting up, UNKNOWN"
    })
    void each_word_has_its_place_whatever_its_case(String status, Stage stage) {
        assertThat(replication(status, null).stage()).isEqualTo(stage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"creating", "testing", "moving", "failed-move", "ready-to-go"})
    void the_words_of_one_kind_are_not_all_words_of_the_other(String status) {
        assertThat(Stage.of(LoadKind.TASK, "provisioning_capacity")).isEqualTo(Stage.UNKNOWN);
        assertThat(Stage.of(LoadKind.TASK, "created")).isEqualTo(Stage.UNKNOWN);
        assertThat(Stage.of(LoadKind.SERVERLESS, status)).isIn(Stage.UNKNOWN, Stage.PREPARING);
    }

    @Test
    void stopped_is_success_only_after_the_full_load() {
        assertThat(progress(replication("stopped", "Stop Reason FULL_LOAD_ONLY_FINISHED")))
                .isInstanceOf(Verdict.Done.class);
        assertThat(progress(replication("stopped", null))).isInstanceOf(Verdict.Settling.class);
        assertThat(progress(replication("stopped", "Stop Reason NORMAL")))
                .isInstanceOfSatisfying(Verdict.Failed.class, failed -> assertThat(failed.code())
                        .isEqualTo(ErrorCode.DMS_TASK_STOPPED));
        assertThat(progress(replication("hibernating", null)))
                .isInstanceOfSatisfying(Verdict.Failed.class, failed -> assertThat(failed.code())
                        .isEqualTo(ErrorCode.DMS_STATE_UNKNOWN));
    }
}
