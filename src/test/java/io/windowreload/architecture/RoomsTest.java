package io.windowreload.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the house together: arrows between rooms go one way. */
class RoomsTest {
    private static final String ROOT = "io.windowreload";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private static String room(String name) {
        return ROOT + "." + name + "..";
    }

    private static DescribedPredicate<JavaClass> ours() {
        return resideInAnyPackage(ROOT + "..");
    }

    private static void mayUse(String room, String... others) {
        var allowed = new String[others.length + 1];
        allowed[0] = room(room);
        for (var i = 0; i < others.length; i++) {
            allowed[i + 1] = room(others[i]);
        }
        classes()
                .that()
                .resideInAPackage(room(room))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed).or(DescribedPredicate.not(ours())))
                .check(CLASSES);
    }

    @Test
    void leaves_know_nobody() {
        mayUse("window");
        mayUse("db");
        mayUse("settings");
        mayUse("component.aws2.dms");
    }

    @Test
    void the_rules_of_the_cdc_task_are_read_without_asking_anybody() {
        mayUse("rules", "window");
        noClasses()
                .that()
                .resideInAPackage(room("rules"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "java.nio.file..", "java.net..")
                .check(CLASSES);
    }

    @Test
    void the_rooms_of_the_work_know_the_leaves_and_never_each_other() {
        mayUse("plan", "rules", "window");
        mayUse("load", "window");
        mayUse("request", "window");
        mayUse("ledger", "window", "db");
        mayUse("staging", "window", "db");
        mayUse("merge", "window", "db");
        mayUse("drift", "window", "db");
    }

    @Test
    void the_use_case_connects_them() {
        mayUse(
                "reload",
                "plan",
                "rules",
                "load",
                "ledger",
                "staging",
                "merge",
                "drift",
                "request",
                "settings",
                "window",
                "db");
    }

    @Test
    void the_check_reads_by_the_rules_of_the_work_and_moves_nothing() {
        mayUse("check", "load", "plan", "rules", "staging", "reload", "settings", "window", "db");
    }

    @Test
    void what_is_proposed_is_judged_by_the_rules_of_the_work() {
        mayUse("init", "plan", "rules", "staging", "window", "db");
    }

    @Test
    void the_local_cloud_is_nobody_s_but_the_command_line_s() {
        mayUse("local");
        noClasses()
                .that()
                .resideOutsideOfPackages(room("local"), room("cli"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(room("local"))
                .check(CLASSES);
    }

    @Test
    void rooms_have_no_cycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void only_the_outer_rooms_know_camel() {
        noClasses()
                .that()
                .resideOutsideOfPackages(room("component"), room("routes"), room("observe"), room("program"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.camel..")
                .check(CLASSES);
    }

    @Test
    void only_component_routes_and_local_know_the_aws_sdk() {
        noClasses()
                .that()
                .resideOutsideOfPackages(room("component"), room("routes"), room("local"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon.awssdk..")
                .check(CLASSES);
    }

    @Test
    void only_db_and_the_borders_know_jdbc() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        room("window"),
                        room("settings"),
                        room("plan"),
                        room("load"),
                        room("request"),
                        room("ledger"),
                        room("staging"),
                        room("merge"),
                        room("reload"),
                        room("rules"),
                        room("init"),
                        room("cli"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..")
                .check(CLASSES);
    }

    @Test
    void time_comes_from_a_clock() {
        noClasses()
                .that()
                .resideOutsideOfPackages(room("local"), room("component"))
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(ZonedDateTime.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }

    @Test
    void no_statement_stands_in_a_java_string() throws IOException {
        var statement = Pattern.compile("\"\\s*(?i:select |insert into|update \\w|delete from|call |truncate )");
        try (var files = Files.walk(Path.of("src/main/java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> !file.toString().contains("/local/"))
                            .filter(file -> contains(file, statement)))
                    .isEmpty();
        }
    }

    @Test
    void no_file_grows_beyond_its_room() throws IOException {
        // The first has an accessor for each option, the second is one list.
        var exempt = List.of("Dms2Configuration.java", "ErrorCode.java");
        try (var files = Files.walk(Path.of("src/main/java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> !exempt.contains(file.getFileName().toString()))
                            .filter(file -> lines(file) > 300))
                    .isEmpty();
        }
    }

    /** Who reads a name knows which class it is. */
    @Test
    void no_two_classes_have_one_name() throws IOException {
        try (var files = Files.walk(Path.of("src"))) {
            var names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java") && !name.equals("package-info.java"))
                    .toList();
            assertThat(names).hasSizeGreaterThan(100).doesNotHaveDuplicates();
        }
    }

    @Test
    void no_file_of_sql_grows_beyond_what_one_reads_at_a_sitting() throws IOException {
        try (var files = Files.walk(Path.of("sql"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".sql")).toList())
                    .isNotEmpty()
                    .allSatisfy(
                            file -> assertThat(lines(file)).as(file.toString()).isLessThanOrEqualTo(300));
        }
    }

    private static boolean contains(Path file, Pattern pattern) {
        try {
            return pattern.matcher(Files.readString(file)).find();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long lines(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
