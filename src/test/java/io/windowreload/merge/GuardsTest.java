package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * Each guard of the merge is taken out of its SQL: then the test of its race must go red, or one of them proves nothing.
 * {@code -Dguards=all} does that with all of them, {@code -Dguards="the orphans"} with those of these names (a semicolon between two),
 * otherwise with some.
 */
@Timeout(value = 6, unit = TimeUnit.HOURS)
class GuardsTest {
    private static final Pattern BROKEN_SQL = Pattern.compile("\\b42[0-9A-Z]{3}\\b|syntax error");
    private static final List<String> SOME = List.of(
            "RacesTest#a_change_of_the_key_stays",
            "RacesTest#an_insert_and_a_delete_of_a_row_that_production_lacks_stay",
            "RacesTest#an_update_to_a_newer_version_stays");
    private static final List<String> RESULTS = new ArrayList<>();

    static Stream<Guard> guards() {
        var named = System.getProperty("guards", "");
        return Guard.all().stream()
                .filter(guard -> named.equals("all")
                        || SOME.contains(guard.test())
                        || List.of(named.split(";")).contains(guard.name()));
    }

    static Stream<Guard> all() {
        return Guard.all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("guards")
    void without_the_guard_its_race_is_lost(Guard guard) {
        var outcomes = new ArrayList<Throwable>();
        guard.takenOutFor(() -> outcomes.addAll(failures(guard.test())));

        assertThat(outcomes).as("failures of " + guard.test()).hasSize(1);
        var failure = outcomes.get(0);
        var sqlState = causes(failure)
                .filter(SQLException.class::isInstance)
                .map(cause -> ((SQLException) cause).getSQLState())
                .findFirst();
        assertThat(sqlState).as(failure.toString()).isEqualTo(guard.red());
        if (guard.red().isEmpty()) {
            assertThat(failure).isInstanceOf(AssertionError.class);
            // A wrong exception is an assertion too; this one would be of a guard that was taken out badly.
            assertThat(causes(failure).map(Throwable::toString)).noneMatch(BROKEN_SQL.asPredicate());
        }
        RESULTS.add(guard.row() + " " + firstLine(failure));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void what_is_taken_out_stands_in_the_sql(Guard guard) {
        assertThat(guard.edits()).isNotEmpty();
        assertThat(guard.mutated()).isNotEmpty();
    }

    @Test
    void every_race_has_a_guard() {
        var races = Stream.of(RacesTest.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(method -> "RacesTest#" + method.getName());

        assertThat(all().map(Guard::test)).containsAll(races.toList());
    }

    @Test
    void the_documentation_lists_them() throws IOException {
        var page = Files.readAllLines(Path.of("docs/how-it-works.md"));

        assertThat(page).containsSubsequence(all().map(Guard::row).toList());
    }

    @AfterAll
    static void print() {
        RESULTS.forEach(System.out::println);
    }

    /** Runs one test and returns what it failed with. */
    private static List<Throwable> failures(String test) {
        var listener = new SummaryGeneratingListener();
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(GuardsTest.class.getPackageName() + "." + test))
                .build();
        LauncherFactory.create().execute(request, listener);
        assertThat(listener.getSummary().getTestsStartedCount())
                .as("tests named " + test)
                .isEqualTo(1);
        return listener.getSummary().getFailures().stream()
                .map(failure -> failure.getException())
                .toList();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }

    private static String firstLine(Throwable failure) {
        var line = failure.toString().replaceAll("\\s+", " ");
        return line.substring(0, Math.min(line.length(), 160));
    }
}
