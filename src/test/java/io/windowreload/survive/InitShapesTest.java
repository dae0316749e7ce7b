package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.cli.WindowReload;
import io.windowreload.program.Engine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mappings in the shapes of real ones: {@code init}, then January, while CDC changes rows by rules that {@link ByHand} understands by itself. In the end
 * production is the source through the rules.
 */
class InitShapesTest {
    private static final List<String> COLUMNS =
            List.of("ID", "CUST_NM", "EMAIL", "PHONE", "REGION", "F_NOTE", "UPDATED_AT");
    private static final String EXACT = "'schema-name':'SOURCE_SCHEMA','table-name':'PEOPLE'";
    private static final String ALL = "'schema-name':'%','table-name':'%'";
    private static final String LOWER = "convert-lowercase column " + ALL + ",'column-name':'%'";
    private static final String LOWER_TABLES = "convert-lowercase table " + ALL;
    private static final String TO_CRM = "rename schema 'schema-name':'SOURCE_SCHEMA' crm";

    record Shape(String title, String mapping) {
        @Override
        public String toString() {
            return title;
        }
    }

    @TempDir
    static Path folder;

    private static World world;

    /** Each takes seconds: without {@code -Dsurvive=all} every third one. */
    static Stream<Shape> shapes() {
        var every = System.getProperty("survive", "").equals("all") ? 1 : 3;
        var all = all().toList();
        return IntStream.range(0, all.size()).filter(n -> n % every == 0).mapToObj(all::get);
    }

    private static Stream<Shape> all() {
        return Stream.of(
                shape("lower case for all", "", "convert-lowercase schema 'schema-name':'%'", LOWER_TABLES, LOWER),
                shape("nothing but another schema", "", TO_CRM),
                shape("renames of schema and table", "", TO_CRM, "rename table " + EXACT + " PERSON_IN"),
                shape(
                        "a renamed column before the rule for all",
                        "",
                        TO_CRM,
                        column("rename", "CUST_NM", "full_name"),
                        LOWER),
                shape(
                        "dropped columns before the rule for all",
                        "",
                        TO_CRM,
                        column("remove-column", "EMAIL", ""),
                        column("remove-column", "PHONE", ""),
                        LOWER_TABLES,
                        LOWER),
                shape(
                        "only listed columns",
                        "",
                        TO_CRM,
                        column("include-column", "ID", ""),
                        column("include-column", "CUST_NM", ""),
                        column("include-column", "UPDATED_AT", "")),
                shape("a row filter", filter("REGION", "eq", "N", "eq", "W"), TO_CRM, LOWER),
                shape(
                        "two filters, one of them negative",
                        filter("REGION", "noteq", "S") + "," + filter("EMAIL", "notnull", ""),
                        TO_CRM,
                        LOWER_TABLES),
                shape("a hash for a mask", "", TO_CRM, column("data-masking-hash-mask", "EMAIL", ""), LOWER),
                shape("masked digits", "", TO_CRM, LOWER_TABLES, column("data-masking-digits-mask", "PHONE", "#")),
                shape(
                        "a prefix for tables, another one for columns",
                        "",
                        TO_CRM,
                        "add-prefix table " + ALL + " dms_",
                        "replace-prefix column " + ALL + ",'column-name':'F%' X_ F_"),
                shape(
                        "suffixes",
                        "",
                        TO_CRM,
                        "remove-suffix table " + EXACT + " LE",
                        "add-suffix column " + ALL + ",'column-name':'%' _c"),
                shape(
                        "an underscore that stands for any",
                        "",
                        "rename schema 'schema-name':'SOURCE[_]SCHEMA' crm",
                        "convert-lowercase column 'schema-name':'SOURCE_SCHEMA','table-name':'P%','column-name':'%[_]%'"));
    }

    private static String column(String action, String column, String value) {
        return (action + " column " + EXACT + ",'column-name':'" + column + "' " + value).strip();
    }

    private static String filter(String column, String... conditions) {
        return "{'filter-type':'source','column-name':'%s','filter-conditions':[%s]}"
                .formatted(
                        column,
                        IntStream.range(0, conditions.length / 2)
                                .mapToObj(i -> "{'filter-operator':'" + conditions[2 * i] + "'"
                                        + (conditions[2 * i + 1].isEmpty()
                                                ? ""
                                                : ",'value':'" + conditions[2 * i + 1] + "'")
                                        + "}")
                                .collect(Collectors.joining(",")));
    }

    /** {@code action target locator [value [old value]]}. */
    private static Shape shape(String title, String filters, String... rules) {
        var all = new ArrayList<String>();
        all.add(
                "{'rule-type':'selection','rule-id':'1','rule-name':'1','rule-action':'include','object-locator':{%s},'filters':[%s]}"
                        .formatted(EXACT, filters));
        for (var rule : rules) {
            var words = rule.split(" ", -1);
            var id = all.size() + 1;
            all.add(
                    "{'rule-type':'transformation','rule-id':'%d','rule-name':'%d','rule-action':'%s','rule-target':'%s','object-locator':{%s}%s%s}"
                            .formatted(
                                    id,
                                    id,
                                    words[0],
                                    words[1],
                                    words[2],
                                    words.length > 3 ? ",'value':'" + words[3] + "'" : "",
                                    words.length > 4 ? ",'old-value':'" + words[4] + "'" : ""));
        }
        return new Shape(title, ("{'rules':[" + String.join(",", all) + "]}").replace('\'', '"'));
    }

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.RUNS_ONLY, Map.of());
        // Runs are those of the commands.
        world.stop();
        world.source.run(
                "create table SOURCE_SCHEMA.PEOPLE (ID NUMBER(9) primary key, CUST_NM VARCHAR2(40), EMAIL VARCHAR2(40),"
                        + " PHONE VARCHAR2(40), REGION VARCHAR2(2), F_NOTE VARCHAR2(40), UPDATED_AT TIMESTAMP(6))");
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void january_is_the_source_through_the_rules(Shape shape) throws Exception {
        var rules = new ByHand(shape.mapping(), "SOURCE_SCHEMA", "PEOPLE");
        var target = '"' + rules.targetSchema() + "\".\"" + rules.targetTable() + '"';
        furnish(rules, target);
        world.rules(shape.mapping());
        var config = folder.resolve(shape.title().replace(' ', '-'));

        var init = command(config, "init");
        assertThat(init)
                .as(init)
                .contains("✓ SOURCE_SCHEMA.PEOPLE → " + rules.targetSchema() + "." + rules.targetTable());
        var over = new AtomicBoolean();
        var cdc = new Thread(() -> {
            for (var hour = 0; !over.get(); hour++) {
                change(rules, target, 3 + hour % 20, hour);
            }
        });
        cdc.start();
        try {
            var run = command(config, "run");
            assertThat(run).as(run).contains("SUCCESS");
        } finally {
            over.set(true);
            cdc.join();
        }

        assertThat(production(rules, target)).containsExactlyInAnyOrderElementsOf(throughTheRules(rules));
    }

    /** Production as CDC has made it, and then a bad stretch: changed, emptied, lost. */
    private static void furnish(ByHand rules, String target) {
        world.source.run("delete from SOURCE_SCHEMA.PEOPLE");
        world.source.run(
                "insert into SOURCE_SCHEMA.PEOPLE select X, 'name ' || X, case mod(X, 5) when 0 then null else 'm' || X || '@example.com' end,"
                        + " '+49 ' || X, case mod(X, 3) when 0 then 'N' when 1 then 'W' else 'S' end, 'note ' || X,"
                        + " timestamp '2025-01-01 00:00:00' + X * interval '1' hour from system_range(1, 60) X");
        world.production.run("drop schema if exists crm cascade");
        world.production.run("drop schema if exists source_schema cascade");
        world.production.run("drop table if exists staging.\"" + rules.targetTable() + "\"");
        world.production.run("create schema \"" + rules.targetSchema() + "\"");
        var columns = COLUMNS.stream()
                .map(column -> rules.column(column)
                        .map(name -> "\"" + name + "\" "
                                + switch (column) {
                                    case "ID" -> "integer primary key";
                                    case "UPDATED_AT" -> "timestamp not null";
                                    default -> "text";
                                })
                        .orElse(null))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
        world.production.run("create table " + target + " (" + columns + ")");
        source().stream().filter(rules::has).forEach(row -> insert(rules, target, row));
        var name = '"' + rules.column("CUST_NM").orElseThrow() + '"';
        var id = '"' + rules.column("ID").orElseThrow() + '"';
        world.production.run("update " + target + " set " + name + " = 'damaged' where " + id + " % 7 = 0");
        world.production.run("update " + target + " set " + name + " = null where " + id + " % 11 = 0");
        world.production.run("delete from " + target + " where " + id + " % 4 = 0 and " + id + " > 24");
    }

    private static void insert(ByHand rules, String target, Map<String, String> row) {
        var stored = rules.stored(row);
        world.production.run("insert into " + target + " ("
                + stored.keySet().stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "))
                + ") values ("
                + stored.values().stream().map(InitShapesTest::literal).collect(Collectors.joining(", ")) + ")");
    }

    private static String literal(String value) {
        return value == null ? "null" : "'" + value.replace("'", "''") + "'";
    }

    /** A change at the source, and then as CDC applies it. */
    private static void change(ByHand rules, String target, int id, int hour) {
        world.source.run("update SOURCE_SCHEMA.PEOPLE set F_NOTE = 'change " + hour + "', PHONE = '+1 " + hour
                + "', UPDATED_AT = timestamp '2025-01-10 00:00:00' + " + hour % 400 + " * interval '1' hour where ID = "
                + id);
        source().stream()
                .filter(row -> row.get("ID").equals(Integer.toString(id)))
                .filter(rules::has)
                .forEach(row -> {
                    var stored = rules.stored(row);
                    var key = rules.column("ID").orElseThrow();
                    world.production.run("update " + target + " set "
                            + stored.entrySet().stream()
                                    .filter(column -> !column.getKey().equals(key))
                                    .map(column -> '"' + column.getKey() + "\" = " + literal(column.getValue()))
                                    .collect(Collectors.joining(", "))
                            + " where \"" + key + "\" = " + id);
                });
    }

    private static List<Map<String, String>> source() {
        return world
                .source
                .texts(
                        "select ID || '|' || CUST_NM || '|' || coalesce(EMAIL, '') || '|' || PHONE || '|' || REGION || '|' || F_NOTE || '|' ||"
                                + " to_char(UPDATED_AT, 'YYYY-MM-DD HH24:MI:SS') from SOURCE_SCHEMA.PEOPLE order by ID")
                .stream()
                .map(text -> {
                    var values = text.split("\\|", -1);
                    var row = new LinkedHashMap<String, String>();
                    for (var i = 0; i < COLUMNS.size(); i++) {
                        row.put(COLUMNS.get(i), values[i].isEmpty() ? null : values[i]);
                    }
                    return (Map<String, String>) row;
                })
                .toList();
    }

    private static List<String> throughTheRules(ByHand rules) {
        return source().stream()
                .filter(rules::has)
                .map(row -> rules.stored(row).values().stream()
                        .map(value -> Optional.ofNullable(value).orElse("(null)"))
                        .collect(Collectors.joining("|")))
                .toList();
    }

    private static List<String> production(ByHand rules, String target) {
        var columns = COLUMNS.stream()
                .flatMap(column -> rules.column(column).stream())
                .map(name -> "coalesce(\"" + name + "\"::text, '(null)')")
                .collect(Collectors.joining(" || '|' || "));
        return world.production.texts("select " + columns + " from " + target);
    }

    private static String command(Path config, String name) {
        var arguments = name.equals("init")
                ? world.init(config)
                : List.of(
                        name,
                        "--config",
                        config.resolve("application.properties").toString(),
                        "--month",
                        "2025-01",
                        "--again");
        var out = new StringWriter();
        WindowReload.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(arguments.toArray(String[]::new));
        return out.toString();
    }
}
