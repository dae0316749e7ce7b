package io.windowreload.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.windowreload.component.aws2.dms.Dms2Constants;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every call to DMS goes through the component: the routes name its headers, and nobody else touches the SDK's clients. */
class OneDmsClientTest {
    private static final Pattern HEADER = Pattern.compile("CamelAws2?Dms\\w*");

    @Test
    void nobody_but_the_component_calls_a_client_of_dms() {
        var classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.windowreload");

        // The clients and their builders; the requests, responses and faults lie one package deeper.
        noClasses()
                .that()
                .resideOutsideOfPackage("io.windowreload.component..")
                .should()
                .accessClassesThat(resideInAPackage("software.amazon.awssdk.services.databasemigration"))
                .check(classes);
    }

    @Test
    void nobody_writes_requests_of_dms_by_hand() throws IOException {
        try (var files = Files.walk(Path.of("src/main/java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> !file.toString().contains("/local/"))
                            .filter(file -> read(file).contains("AmazonDMSv20160101")))
                    .isEmpty();
        }
    }

    @Test
    void routes_name_only_headers_that_the_component_has() throws IOException {
        var known = Stream.of(Dms2Constants.class.getFields())
                .map(OneDmsClientTest::text)
                .toList();
        try (var files = Files.walk(Path.of("routes"))) {
            assertThat(files.filter(Files::isRegularFile).flatMap(OneDmsClientTest::headers))
                    .isNotEmpty()
                    .isSubsetOf(known);
        }
    }

    private static Stream<String> headers(Path route) {
        return HEADER.matcher(read(route)).results().map(MatchResult::group);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Field constant) {
        try {
            return (String) constant.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
