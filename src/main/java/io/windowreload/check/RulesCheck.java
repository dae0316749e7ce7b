package io.windowreload.check;

import io.windowreload.db.Db;
import io.windowreload.db.DbException;
import io.windowreload.db.Sql;
import io.windowreload.load.CdcReport;
import io.windowreload.plan.TaskPlan;
import io.windowreload.rules.Doubles;
import io.windowreload.rules.TaskRules;
import io.windowreload.staging.Staging;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.TableShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a reload can repeat the rules of the CDC task, and whether they make of tables what tables.json says. */
public final class RulesCheck {
    private static final String AREA = "CDC";

    private static final Sql HIDDEN = Sql.load("check/hidden-rows");

    private final Checklist list;
    private final Db db;
    private final Staging staging;

    public RulesCheck(Checklist list, Db db, Staging staging) {
        this.list = list;
        this.db = db;
        this.staging = staging;
    }

    /** Looks at all of it, as a run would. */
    public void look(List<ReloadTable> tables, List<CdcReport> tasks) {
        var known = new LinkedHashMap<String, TaskRules>();
        for (var task : tasks) {
            var name = tasks.size() < 2
                    ? ""
                    : " " + task.arn().substring(task.arn().lastIndexOf(':') + 1);
            rules(task, name).ifPresent(rules -> known.put(task.arn(), rules));
            var its = tables.stream()
                    .filter(table -> table.cdcTask().equals(task.arn()))
                    .toList();
            Optional.ofNullable(known.get(task.arn())).ifPresent(rules -> look(its, rules, name));
        }
        if (known.size() > 1) {
            list.look(AREA, "tables of several tasks", () -> {
                Doubles.refuse(tables, known);
                return CheckAnswer.met("no table is replicated by two");
            });
        }
    }

    private Optional<TaskRules> rules(CdcReport task, String name) {
        return list.take(AREA, "rules" + name, () -> TaskRules.of(task.mappings(), task.settings()), rules -> rules.map(
                                all -> all.mapping().selectsOnly()
                                        ? "the CDC task's rules only select: names are those of tables.json"
                                        : "the CDC task's rules are repeated as they are")
                        .orElse("DMS does not tell the CDC task's rules: names are those of tables.json"))
                .flatMap(rules -> rules);
    }

    private void look(List<ReloadTable> tables, TaskRules rules, String name) {
        var fit = new ArrayList<TableShape>();
        tables.forEach(table -> list.look(AREA, table.target() + " rules", () -> table(table, rules, fit)));
        if (fit.size() > 1) {
            list.look(AREA, "rules together" + name, () -> together(rules, fit));
        }
    }

    private CheckAnswer table(ReloadTable table, TaskRules rules, List<TableShape> fit) {
        var shape = shape(table);
        if (shape.isEmpty()) {
            return new CheckAnswer(Finding.Mark.UNKNOWN, "not checked: the table cannot be merged", null, null);
        }
        TaskPlan.rehearse(List.of(shape.get()), rules);
        fit.add(shape.get());
        return rules.repeat(shape.get()).rows().filtered()
                ? CheckAnswer.noted(
                        "the CDC task has only some of its rows, and so has a reload" + hidden(shape.get(), rules),
                        "A row that has left the filter stays in production: CDC does not delete it, and no run does.")
                : CheckAnswer.met("CDC makes it of " + table.source());
    }

    /** How many rows of production the filter hides: by another way they came, or they have left it since. */
    private String hidden(TableShape shape, TaskRules rules) {
        try {
            return rules.filters(shape)
                    .flatMap(filters -> db.queryOne(
                            HIDDEN,
                            Map.of(
                                    "schema", shape.table().target().schema(),
                                    "table", shape.table().target().name(),
                                    "filters", filters),
                            row -> row.numberOrNull("hidden") == null
                                    ? ""
                                    : "; its filter hides %d of %d rows of production that were looked at"
                                            .formatted(row.number("hidden"), row.number("looked_at"))))
                    .orElse("");
        } catch (DbException e) {
            // Before the migrations, or a value that production's type does not take: it is only a number.
            return "";
        }
    }

    private static CheckAnswer together(TaskRules rules, List<TableShape> fit) {
        TaskPlan.rehearse(fit, rules);
        return CheckAnswer.met("they stand beside each other in one task");
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
