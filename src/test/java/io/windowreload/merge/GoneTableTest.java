package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.db.DbException;
import io.windowreload.reload.Failure;
import io.windowreload.window.ErrorCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Production's table goes while a run is on it: whichever step comes next says so in one way. */
class GoneTableTest {
    private final MergeFixture target = MergeFixture.withTable("id int, v text, changed timestamp");
    private final Looks looks = new Looks(target);

    @AfterEach
    void close() {
        target.close();
    }

    private void refused(ThrowingCallable step) {
        assertThatThrownBy(step).isInstanceOfSatisfying(DbException.class, e -> {
            assertThat(Failure.of(e).code()).isEqualTo(ErrorCode.TARGET_TABLE_UNFIT);
            assertThat(target.texts("select admin.error_code('" + e.sqlState() + "')"))
                    .containsExactly("TARGET_TABLE_UNFIT");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop table production.items",
                "alter table production.items rename to other",
                "alter table production.items set schema public",
                "alter schema production rename to elsewhere"
            })
    void each_step_names_the_table(String goes) {
        target.sql("insert into staging.items values (1, 'v', '2025-01-02'), (2, 'v', '2025-01-02')");
        var merged = target.armed();
        target.merge(merged, 1);
        var look = looks.begin(merged);
        looks.load(look, "items", "values (1, 'v', '2025-01-02'::timestamp)");
        target.merge(look, 1);
        var unarmed = target.open("{}", "items");
        var run = target.armed();
        var planned = target.armed();
        target.plan(planned, 1);

        target.sql(goes);

        refused(() -> target.arm(unarmed));
        refused(() -> target.plan(run, 1));
        refused(() -> target.apply(planned, 1, 10));
        refused(() -> target.verify(merged, 1));
        refused(() -> looks.settle(merged, look, Looks.APPLY));
        refused(() -> target.undo(merged));
        refused(() -> looks.follow(look));
        target.disarm(run);
    }
}
