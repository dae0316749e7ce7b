package io.windowreload.check;

import io.windowreload.load.CdcReport;
import io.windowreload.load.CdcValues;
import io.windowreload.load.EndpointReport;
import io.windowreload.load.EndpointRules;
import io.windowreload.settings.Settings;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether values come out of a load as CDC brings them: endpoints and task settings that change values. */
final class ValuesCheck {
    private final Function<String, EndpointReport> endpoint;
    private final Settings.Dms dms;

    ValuesCheck(Function<String, EndpointReport> endpoint, Settings.Dms dms) {
        this.endpoint = endpoint;
        this.dms = dms;
    }

    /** By the rule that a run obeys. */
    CheckAnswer endpoints(CdcReport task) {
        same(dms.sourceEndpointArn(), task.sourceEndpointArn());
        same(dms.targetEndpointArn(), task.targetEndpointArn());
        var script = endpoint.apply(task.targetEndpointArn()).values().getOrDefault("afterconnectscript", "");
        var same = List.of(task.sourceEndpointArn(), task.targetEndpointArn())
                        .equals(List.of(dms.sourceEndpointArn(), dms.targetEndpointArn()))
                ? "a load uses the endpoints of CDC"
                : "the endpoints of a load change values as those of CDC do";
        return script.isEmpty()
                ? CheckAnswer.met(same)
                : CheckAnswer.noted(
                        same + "; the target's sessions begin with its AfterConnectScript: " + script,
                        "Nothing, unless it changes how values are written: a load does it, the merge of staging does not.");
    }

    private void same(String ours, String cdc) {
        if (!ours.isEmpty() && !ours.equals(cdc)) {
            EndpointRules.same(endpoint.apply(ours), endpoint.apply(cdc));
        }
    }

    CheckAnswer settings(CdcReport task) {
        var notes = CdcValues.notes(task, endpoint.apply(task.sourceEndpointArn()), dms.lobMaxSizeKb());
        return notes.isEmpty()
                ? CheckAnswer.met("a load makes of values what CDC makes of them")
                : CheckAnswer.noted(
                        joined(notes.stream().map(CdcValues.Note::detail)),
                        joined(notes.stream().map(CdcValues.Note::fix)));
    }

    private static String joined(Stream<String> words) {
        return words.collect(Collectors.joining(" | "));
    }
}
