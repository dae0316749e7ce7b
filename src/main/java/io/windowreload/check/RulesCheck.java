package io.windowreload.check;

import io.windowreload.load.CdcReport;
import io.windowreload.plan.TaskPlan;
import io.windowreload.rules.TaskRules;
import io.windowreload.staging.Staging;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.TableShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a reload can repeat the rules of the CDC task, and whether they make of tables what tables.json says. */
public final class RulesCheck {
    private static final String AREA = "CDC";

    private final Checklist list;
    private final Staging staging;
    private final List<TableShape> fit = new ArrayList<>();

    public RulesCheck(Checklist list, Staging staging) {
        this.list = list;
        this.staging = staging;
    }

    /** Looks at all of it, as a run would. */
    public void look(List<ReloadTable> tables, CdcReport task) {
        var rules = list.take(AREA, "rules", () -> TaskRules.of(task.mappings(), task.settings()), known -> known.map(
                        all -> all.mapping().selectsOnly()
                                ? "the CDC task's rules only select: names are those of tables.json"
                                : "the CDC task's rules are repeated as they are")
                .orElse("DMS does not tell the CDC task's rules: names are those of tables.json"));
        rules.flatMap(known -> known).ifPresent(known -> {
            tables.forEach(table -> list.look(AREA, table.target() + " rules", () -> table(table, known)));
            if (fit.size() > 1) {
                list.look(AREA, "rules together", () -> together(known));
            }
        });
    }

    private Told table(ReloadTable table, TaskRules rules) {
        var shape = shape(table);
        if (shape.isEmpty()) {
            return new Told(Finding.Mark.UNKNOWN, "not checked: the table cannot be merged", null, null);
        }
        TaskPlan.rehearse(List.of(shape.get()), rules);
        fit.add(shape.get());
        return rules.repeat(shape.get()).rows().filtered()
                ? Told.noted(
                        "the CDC task has only some of its rows, and so has a reload",
                        "A row that has left the filter stays in production: CDC does not delete it, and no run does.")
                : Told.met("CDC makes it of " + table.source());
    }

    private Told together(TaskRules rules) {
        TaskPlan.rehearse(fit, rules);
        return Told.met("they stand beside each other in one task");
    }

    private Optional<TableShape> shape(ReloadTable table) {
        try {
            return Optional.of(staging.shape(table));
        } catch (ReloadException unfit) {
            // The look at the table itself has said it.
            return Optional.empty();
        }
    }
}
