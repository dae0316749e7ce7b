package io.windowreload.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.TableName;
import io.windowreload.window.TableWindow;
import io.windowreload.window.Utf8;
import io.windowreload.window.WindowForm;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables that may be reloaded, in the order of {@code tables.json}. */
public record TableRegistry(List<ReloadTable> tables) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Only people read the comments, and the list of tables that no reload covers; only editors read the schema. */
    private record Document(
            List<Entry> tables,
            Object notReloaded,
            @JsonProperty("$schema") String schema) {}

    private record Entry(
            String source,
            String target,
            String windowColumn,
            Deciding window,
            List<String> columns,
            List<String> ignore,
            List<String> key,
            Map<String, String> rename,
            String cdcTask,
            String comment) {}

    private record Deciding(String column, List<String> columns, String as, Boolean whole) {}

    public TableRegistry {
        var targets = new HashSet<TableName>();
        for (var table : tables) {
            if (!targets.add(table.target())) {
                throw invalid(table.target() + " would be filled by two tables: a target has one source");
            }
        }
        tables = StagingNames.apart(tables);
    }

    /** Reads the registry; every complaint is {@code TABLES_INVALID} and names the place. */
    public static TableRegistry load(Path file) {
        try {
            return parse(Utf8.text(Files.readAllBytes(file)));
        } catch (CharacterCodingException e) {
            throw invalid(file + ": " + e.getMessage());
        } catch (JsonProcessingException e) {
            throw invalid(file + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw invalid("cannot read " + file.toAbsolutePath() + "; set reload.tables to the file of your tables");
        }
    }

    static TableRegistry parse(String json) throws JsonProcessingException {
        var document = JSON.readValue(json, Document.class);
        if (document == null || document.tables() == null || document.tables().isEmpty()) {
            throw invalid("'tables' is missing or empty");
        }
        var tables = new ArrayList<ReloadTable>();
        for (var entry : document.tables()) {
            tables.add(table(entry, "/tables/" + tables.size()));
        }
        return new TableRegistry(List.copyOf(tables));
    }

    private static ReloadTable table(Entry entry, String pointer) {
        if (entry.source() == null || entry.target() == null) {
            throw ReloadException.at(pointer, ErrorCode.TABLES_INVALID, pointer + " needs source and target");
        }
        try {
            return consistent(
                    new ReloadTable(
                            TableName.parse(entry.source()),
                            TableName.parse(entry.target()),
                            window(entry),
                            entry.columns() == null ? List.of() : List.copyOf(entry.columns()),
                            entry.ignore() == null ? List.of() : List.copyOf(entry.ignore()),
                            entry.key() == null ? List.of() : List.copyOf(entry.key()),
                            entry.rename() == null ? Map.of() : new LinkedHashMap<>(entry.rename()),
                            entry.cdcTask() == null ? "" : entry.cdcTask()),
                    pointer);
        } catch (IllegalArgumentException e) {
            throw ReloadException.at(pointer, ErrorCode.TABLES_INVALID, pointer + ": " + e.getMessage());
        }
    }

    /** A window column alone, or what the member "window" says: a column, several, or all rows. */
    private static TableWindow window(Entry entry) {
        if ((entry.windowColumn() == null) == (entry.window() == null)) {
            throw new IllegalArgumentException("a table has a \"windowColumn\" or a \"window\", and not both");
        }
        if (entry.windowColumn() != null) {
            return TableWindow.of(entry.windowColumn());
        }
        var given = entry.window();
        var whole = Boolean.TRUE.equals(given.whole());
        if (Stream.of(given.column() != null, given.columns() != null, whole)
                        .filter(there -> there)
                        .count()
                != 1) {
            throw new IllegalArgumentException(
                    "a \"window\" has a \"column\", or \"columns\", or is \"whole\": true, and one of them alone");
        }
        if (whole && given.as() != null) {
            throw new IllegalArgumentException("\"as\" tells how a column tells a time: with \"whole\" there is none");
        }
        if (given.columns() != null && given.columns().isEmpty()) {
            throw new IllegalArgumentException("\"columns\" of \"window\" is empty; \"whole\": true loads all rows");
        }
        return whole
                ? TableWindow.WHOLE
                : new TableWindow(
                        given.column() == null ? List.copyOf(given.columns()) : List.of(given.column()),
                        given.as() == null ? WindowForm.TIME : WindowForm.of(given.as()));
    }

    private static ReloadTable consistent(ReloadTable table, String pointer) {
        if (table.rename().containsKey("")
                || table.rename().values().stream().anyMatch(name -> name == null || name.isBlank())) {
            throw ReloadException.at(pointer, ErrorCode.TABLES_INVALID, pointer + " renames a column to nothing");
        }
        for (var names : List.of(
                table.columns(),
                table.ignore(),
                table.key(),
                table.window().columns(),
                List.copyOf(table.rename().values()))) {
            if (new HashSet<>(names).size() < names.size()) {
                throw ReloadException.at(
                        pointer, ErrorCode.TABLES_INVALID, pointer + " names a column twice: " + names);
            }
        }
        var both = table.ignore().stream()
                .filter(ignored -> table.window().columns().stream().anyMatch(ignored::equalsIgnoreCase)
                        || table.rename().containsKey(ignored)
                        || table.columns().stream().anyMatch(ignored::equalsIgnoreCase))
                .toList();
        if (!both.isEmpty()) {
            throw ReloadException.at(
                    pointer, ErrorCode.TABLES_INVALID, pointer + " ignores columns that it wants: " + both);
        }
        return table;
    }

    private static ReloadException invalid(String detail) {
        return new ReloadException(ErrorCode.TABLES_INVALID, detail);
    }

    /** The same, each table as that of one of these CDC tasks: of the only one where it names none; of none where there are none. */
    public TableRegistry among(List<String> cdcTasks) {
        return new TableRegistry(tables.stream()
                .map(table -> table.ofTask(task(table, cdcTasks)))
                .toList());
    }

    private static String task(ReloadTable table, List<String> cdcTasks) {
        if (cdcTasks.isEmpty() || cdcTasks.contains(table.cdcTask())) {
            return cdcTasks.isEmpty() ? "" : table.cdcTask();
        }
        if (!table.cdcTask().isEmpty()) {
            throw invalid(table.target() + ": its \"cdcTask\" " + table.cdcTask()
                    + " is not among those of reload.dms.cdc-task-arn");
        }
        if (cdcTasks.size() > 1) {
            throw invalid(table.target()
                    + ": reload.dms.cdc-task-arn names several CDC tasks, and no \"cdcTask\" says which replicates it");
        }
        return cdcTasks.get(0);
    }

    /**
     * The tables that a request names, in the registry's order.
     *
     * @param names {@code table} or {@code schema.table} of the target; none means all
     */
    public List<ReloadTable> resolve(List<String> names) {
        if (names.isEmpty()) {
            return tables;
        }
        var found = new HashSet<TableName>();
        for (var i = 0; i < names.size(); i++) {
            found.add(one(names.get(i), "/tables/" + i).target());
        }
        return tables.stream().filter(table -> found.contains(table.target())).toList();
    }

    private ReloadTable one(String name, String pointer) {
        var matches = tables.stream()
                .filter(table -> table.target().name().equals(name)
                        || table.target().toString().equals(name))
                .toList();
        if (matches.size() == 1) {
            return matches.get(0);
        }
        var known = tables.stream().map(table -> table.target().toString()).collect(Collectors.joining(", "));
        throw ReloadException.at(
                pointer,
                ErrorCode.TABLE_UNKNOWN,
                "'" + name + "' is not registered" + (matches.isEmpty() ? "" : " uniquely") + "; there are " + known);
    }
}
