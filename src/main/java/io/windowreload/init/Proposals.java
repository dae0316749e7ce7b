package io.windowreload.init;

import static java.util.Comparator.comparingInt;

import io.windowreload.db.Db;
import io.windowreload.db.Sql;
import io.windowreload.plan.TaskPlan;
import io.windowreload.rules.Draft;
import io.windowreload.rules.TaskRules;
import io.windowreload.staging.Staging;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.TableName;
import io.windowreload.window.TableWindow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Tables of a CDC task, as its rules and production's catalog tell of them. What is proposed would pass {@code check}. */
public final class Proposals {
    private static final Sql COLUMNS = Sql.load("init/columns");

    private final Db db;
    private final Staging staging;
    private final TaskRules rules;
    private final String task;
    private final Map<TableName, List<Candidate>> catalog = new LinkedHashMap<>();

    /**
     * Proposes.
     *
     * @param task the ARN that tables.json is to say; empty where there is but one task
     */
    public Proposals(Db db, Staging staging, TaskRules rules, String task) {
        this.db = db;
        this.staging = staging;
        this.rules = rules;
        this.task = task;
    }

    /** What becomes of a table. */
    public Proposal of(TableName source) {
        if (!rules.mapping().selects(source)) {
            return new Proposal.Left(source, "the rules of the CDC task do not select it");
        }
        var draft = rules.draft(
                source, target -> columns(target).stream().map(Candidate::name).toList());
        return draft.isEmpty()
                ? new Proposal.Left(
                        source,
                        "production has no table "
                                + rules.targets(source).stream()
                                        .map(TableName::toString)
                                        .collect(Collectors.joining(" or "))
                                + ", or the role may not see it")
                : of(source, draft.get());
    }

    private Proposal of(TableName source, Draft draft) {
        var candidates = columns(draft.target()).stream()
                .filter(Candidate::possible)
                .filter(column -> draft.sources().containsKey(column.name()))
                .filter(column -> !draft.masked().contains(column.name()))
                .sorted(comparingInt(Candidate::rank).reversed())
                .toList();
        if (candidates.isEmpty() && columns(draft.target()).stream().noneMatch(Candidate::inSmallTable)) {
            return new Proposal.Left(
                    source,
                    draft.target()
                            + " has no timestamp or date that comes from the source, and is too large to be loaded as a whole"
                            + " unasked: say in tables.json, as \"window\", which number or text tells a time, or"
                            + " \"whole\": true");
        }
        var table = table(
                source,
                draft,
                candidates.isEmpty()
                        ? TableWindow.WHOLE
                        : TableWindow.of(draft.sources().get(candidates.get(0).name())));
        try {
            TaskPlan.rehearse(List.of(staging.shape(table)), rules);
            return new Proposal.Table(table, comment(draft, candidates));
        } catch (ReloadException unfit) {
            return new Proposal.Left(source, unfit.code() + ": " + unfit.detail());
        }
    }

    private ReloadTable table(TableName source, Draft draft, TableWindow window) {
        var rename = new LinkedHashMap<String, String>();
        draft.sources().forEach((column, from) -> {
            if (!from.equals(column.toUpperCase(Locale.ROOT))) {
                rename.put(from, column);
            }
        });
        return new ReloadTable(source, draft.target(), window, listed(draft), draft.ignore(), List.of(), rename, task);
    }

    /** Only where production has more than a load fills: the order of the source's columns is not known here. */
    private List<String> listed(Draft draft) {
        var made = columns(draft.target()).stream()
                .filter(Candidate::made)
                .map(Candidate::name)
                .toList();
        if (draft.unfilled().isEmpty() && draft.sources().keySet().stream().noneMatch(made::contains)) {
            return List.of();
        }
        return columns(draft.target()).stream()
                .map(Candidate::name)
                .filter(column -> !draft.unfilled().contains(column) && !made.contains(column))
                .map(column -> draft.sources().getOrDefault(column, column))
                .toList();
    }

    private static String comment(Draft draft, List<Candidate> candidates) {
        var words = new ArrayList<String>();
        words.add(
                candidates.isEmpty()
                        ? "no timestamp or date comes from the source, and the table is small: all of it is loaded and compared"
                        : "window column " + candidates.get(0).why());
        if (candidates.size() > 1) {
            words.add("or "
                    + candidates.stream().skip(1).limit(3).map(Candidate::why).collect(Collectors.joining(", ")));
        }
        if (candidates.size() > 1 && !candidates.get(0).notNull()) {
            words.add("where it is null, \"window\": {\"columns\": [...]} lets another one of the same type decide");
        }
        if (!draft.unfilled().isEmpty()) {
            words.add("not filled by a load: " + String.join(", ", draft.unfilled())
                    + "; columns stand in production's order, compare it with the source's");
        }
        if (!draft.masked().isEmpty()) {
            words.add("masked as by CDC: " + String.join(", ", draft.masked()));
        }
        return String.join("; ", words);
    }

    private List<Candidate> columns(TableName table) {
        return catalog.computeIfAbsent(
                table,
                name -> db.query(
                        COLUMNS,
                        Map.of("schema", name.schema(), "table", name.name()),
                        row -> new Candidate(
                                row.text("name"),
                                row.text("base_type"),
                                row.flag("not_null"),
                                row.flag("indexed"),
                                row.flag("made"),
                                row.flag("in_small_table"))));
    }
}
