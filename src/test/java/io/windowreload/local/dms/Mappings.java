package io.windowreload.local.dms;

import java.util.List;
import java.util.stream.Collectors;

/** Table mappings for tests. */
final class Mappings {
    static final String CUSTOMERS_LOCATOR = "{\"schema-name\":\"SOURCE_SCHEMA\",\"table-name\":\"CUSTOMERS\"}";

    private Mappings() {}

    static String of(String... rules) {
        return "{\"rules\":[" + String.join(",", rules) + "]}";
    }

    /** Both tables, filtered by {@code UPDATED_AT}, as lower-case tables of schema staging. */
    static String windowed(String operator, String... values) {
        var conditions = values.length == 2 && operator.equals("between")
                ? "{\"filter-operator\":\"between\",\"start-value\":\"" + values[0] + "\",\"end-value\":\"" + values[1]
                        + "\"}"
                : List.of(values).stream()
                        .map(value -> "{\"filter-operator\":\"" + operator + "\",\"value\":\"" + value + "\"}")
                        .collect(Collectors.joining(","));
        return of(
                include(1, "CUSTOMERS", filter("UPDATED_AT", conditions)),
                include(2, "ORDERS", filter("UPDATED_AT", conditions)),
                toStaging(3),
                lowerTables(4),
                lowerColumns(5));
    }

    static String include(int id, String table, String... filters) {
        return selection(
                id, "include", "{\"schema-name\":\"SOURCE_SCHEMA\",\"table-name\":\"" + table + "\"}", filters);
    }

    static String selection(int id, String action, String locator, String... filters) {
        return "{\"rule-type\":\"selection\",\"rule-id\":\"" + id + "\",\"rule-name\":\"r" + id
                + "\",\"rule-action\":\"" + action + "\",\"object-locator\":" + locator + ",\"filters\":["
                + String.join(",", filters) + "]}";
    }

    static String filter(String column, String conditions) {
        return "{\"filter-type\":\"source\",\"column-name\":\"" + column + "\",\"filter-conditions\":[" + conditions
                + "]}";
    }

    static String transformation(int id, String action, String target, String locator, String more) {
        return "{\"rule-type\":\"transformation\",\"rule-id\":\"" + id + "\",\"rule-name\":\"r" + id
                + "\",\"rule-action\":\"" + action + "\",\"rule-target\":\"" + target + "\",\"object-locator\":"
                + locator
                + more + "}";
    }

    static String toStaging(int id) {
        return transformation(id, "rename", "schema", "{\"schema-name\":\"SOURCE_SCHEMA\"}", ",\"value\":\"staging\"");
    }

    static String lowerTables(int id) {
        return transformation(
                id, "convert-lowercase", "table", "{\"schema-name\":\"SOURCE_SCHEMA\",\"table-name\":\"%\"}", "");
    }

    static String lowerColumns(int id) {
        return transformation(
                id,
                "convert-lowercase",
                "column",
                "{\"schema-name\":\"SOURCE_SCHEMA\",\"table-name\":\"%\",\"column-name\":\"%\"}",
                "");
    }
}
