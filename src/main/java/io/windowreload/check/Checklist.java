package io.windowreload.check;

import io.windowreload.check.Finding.Mark;
import io.windowreload.reload.Failure;
import io.windowreload.settings.SettingsException;
import io.windowreload.window.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The findings so far. What a look throws becomes its finding, and keeps no other precondition from being looked at. */
public final class Checklist {
    private final List<Finding> findings = new ArrayList<>();

    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** Looks at a precondition that gives something to go on with; empty where it is not met. */
    public <T> Optional<T> take(String area, String subject, Supplier<T> look, Function<T, String> detail) {
        try {
            var found = look.get();
            add(area, subject, CheckAnswer.met(detail.apply(found)));
            return Optional.of(found);
        } catch (RuntimeException e) {
            add(area, subject, failure(e));
            return Optional.empty();
        }
    }

    /** Looks at a precondition; returns how it stands. */
    Finding look(String area, String subject, Supplier<CheckAnswer> look) {
        try {
            return add(area, subject, look.get());
        } catch (RuntimeException e) {
            return add(area, subject, failure(e));
        }
    }

    /** Says that something could not be looked at. */
    public void unknown(String area, String subject, String why) {
        add(area, subject, new CheckAnswer(Mark.UNKNOWN, "not checked: " + why, null, null));
    }

    private Finding add(String area, String subject, CheckAnswer told) {
        var finding = new Finding(area, subject, told.mark(), told.detail(), told.code(), told.fix());
        findings.add(finding);
        return finding;
    }

    private static CheckAnswer failure(RuntimeException e) {
        var failure = e instanceof SettingsException
                ? new Failure(ErrorCode.SETTINGS_INVALID, e.getMessage())
                : Failure.of(e);
        return CheckAnswer.notMet(
                failure.code(), failure.detail(), failure.code().hint());
    }
}
