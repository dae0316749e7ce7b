package io.windowreload.local.dms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

/** Which rows a filter lets pass, operator by operator, and which filters let the task fail. */
class SourceFilterTest {
    private final Emulated emulated = new Emulated();

    @AfterEach
    void close() {
        emulated.close();
    }

    @ParameterizedTest
    @CsvSource({
        "lte, 20, , '1,2'",
        "ste, 20, , '1,2'",
        "gte, 20, , '2,3'",
        "eq, 20, , '2'",
        "noteq, 20, , '1,3'",
        "between, 10, 20, '1,2'",
        "notbetween, 15, 25, '1,3'",
        "null, , , '4'",
        "notnull, , , '1,2,3'"
    })
    void operators(String operator, String value, String end, String passing) {
        table();
        load(condition(operator, value, end));

        assertThat(emulated.target("select string_agg(id::text, ',' order by id) from staging.t"))
                .as("a comparison with NULL never holds")
                .isEqualTo(passing);
    }

    @Test
    void conditions_of_one_filter_are_alternatives() {
        table();
        load(condition("eq", "10", null) + "," + condition("null", null, null));

        assertThat(emulated.target("select string_agg(id::text, ',' order by id) from staging.t"))
                .isEqualTo("1,4");
    }

    /** A look asks for its keys this way; a parser of the source has a stack that ends. */
    @Test
    void a_filter_of_thousands_of_conditions_is_obeyed() {
        table();
        load(IntStream.rangeClosed(1, 3_000)
                .mapToObj(value -> condition("eq", Integer.toString(value == 3_000 ? 20 : 1_000 + value), null))
                .collect(Collectors.joining(",")));

        assertThat(emulated.target("select string_agg(id::text, ',' order by id) from staging.t"))
                .isEqualTo("2");
    }

    @Test
    void a_filter_beside_an_explicit_rule_is_not_obeyed() {
        table();
        var filter = Mappings.filter("V", condition("eq", "10", null));
        var explicit =
                Mappings.selection(1, "explicit", "{\"schema-name\":\"SOURCE_SCHEMA\",\"table-name\":\"T\"}", filter);
        emulated.load(
                Mappings.of(explicit, Mappings.toStaging(2), Mappings.lowerTables(3), Mappings.lowerColumns(4)), "{}");

        assertThat(emulated.target("select count(*) from staging.t")).isEqualTo("4");
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, 1, Filter column NONE does not exist in table SOURCE_SCHEMA.T",
        "v, 1, Filter column v does not exist in table SOURCE_SCHEMA.T",
        "NOTES, x, Filters are not supported on LOB column NOTES",
        "V, many, Filter value 'many' does not match the type of column V",
        "AT, 2025-01-31T10:00:00, Filter value '2025-01-31T10:00:00' does not match the type of column AT"
    })
    void a_filter_that_makes_no_sense_lets_the_task_fail(String column, String value, String message) {
        emulated.atSource(
                "create table SOURCE_SCHEMA.T (ID NUMBER(9) primary key, V NUMBER(9), AT TIMESTAMP, NOTES CLOB)");
        var task = loadFiltered(column, condition("eq", value, null));

        assertThat(task.status()).isEqualTo("failed");
        assertThat(task.lastFailureMessage()).contains(message);
    }

    private void table() {
        emulated.atSource("create table SOURCE_SCHEMA.T (ID NUMBER(9) primary key, V NUMBER(9));"
                + " insert into SOURCE_SCHEMA.T values (1, 10), (2, 20), (3, 30), (4, null)");
    }

    private void load(String conditions) {
        assertThat(loadFiltered("V", conditions).status()).isEqualTo("stopped");
    }

    private ReplicationTask loadFiltered(String column, String conditions) {
        return emulated.load(
                Mappings.of(
                        Mappings.include(1, "T", Mappings.filter(column, conditions)),
                        Mappings.toStaging(2),
                        Mappings.lowerTables(3),
                        Mappings.lowerColumns(4)),
                "{}");
    }

    private static String condition(String operator, String value, String end) {
        var values = value == null
                ? ""
                : end == null
                        ? ",\"value\":\"" + value + "\""
                        : ",\"start-value\":\"" + value + "\",\"end-value\":\"" + end + "\"";
        return "{\"filter-operator\":\"" + operator + "\"" + values + "}";
    }
}
