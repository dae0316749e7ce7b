package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Types whose operators are in a schema of their own, as those of extensions are, and names that look like our own SQL. */
class OwnOperatorsTest {
    private final MergeFixture target = new MergeFixture();

    @BeforeEach
    void label() {
        target.sql(
                "create type production.label",
                "create function production.label_in(cstring) returns production.label language internal immutable strict as 'textin'",
                "create function production.label_out(production.label) returns cstring language internal immutable strict as 'textout'",
                "create type production.label (input = production.label_in, output = production.label_out, storage = extended)");
        for (var operator : new String[] {"lt <", "le <=", "eq =", "ge >=", "gt >"}) {
            var name = operator.substring(0, 2);
            target.sql(
                    "create function production.label_" + name
                            + "(production.label, production.label) returns bool language internal immutable strict as 'bytea"
                            + name + "'",
                    "create operator production." + operator.substring(3) + " (function = production.label_" + name
                            + ", leftarg = production.label, rightarg = production.label)");
        }
        target.sql(
                "create function production.label_cmp(production.label, production.label) returns int language internal immutable strict as 'byteacmp'",
                "create operator class production.label_ops default for type production.label using btree as"
                        + " operator 1 production.<, operator 2 production.<=, operator 3 production.=, operator 4 production.>=,"
                        + " operator 5 production.>, function 1 production.label_cmp(production.label, production.label)",
                "create domain production.short as production.label");
    }

    @AfterEach
    void close() {
        target.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"production.label", "production.short"})
    void a_key_of_such_a_type_is_fenced_and_merged(String type) {
        target.sql(
                "create table production.items (id " + type + " primary key, v text, changed timestamp)",
                "create table staging.items (id production.label, v text, changed timestamp)",
                "insert into production.items values ('a', 'old', '2025-01-02'), ('b', 'old', '2025-01-02'), ('c', 'old', '2025-01-02')");
        var run = target.armed();
        target.sql(
                "insert into staging.items values ('a', 'new', '2025-01-03'), ('b', 'new', '2025-01-03'), ('c', 'new', '2025-01-03'), ('d', 'new', '2025-01-03')");
        target.cdc(
                "delete from production.items where id::text = 'b'",
                "update production.items set id = 'e' where id::text = 'c'");

        target.merge(run, 1);

        assertThat(target.texts("select id || v from (select id::text, v from production.items) i order by id"))
                .containsExactly("anew", "dnew", "eold");
        assertThat(target.texts("select id::text from admin.fence_" + run + "_1 order by 1"))
                .containsExactly("b", "c", "e");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fire", "skip"})
    void a_foreign_key_of_such_a_type_is_kept(String triggers) {
        target.sql(
                "create table production.parents (id production.label primary key)",
                "create table production.items (id int primary key, parent production.label references production.parents, changed timestamp)",
                "create table staging.items (like production.items)",
                "insert into production.parents values ('a'), ('b')",
                "insert into production.items values (1, 'a', '2025-01-02')");
        var run = target.armed();
        target.sql(
                "update admin.reload_runs set triggers = '" + triggers + "' where run_id = " + run,
                "insert into staging.items values (1, 'b', '2025-01-03'), (2, 'z', '2025-01-03'), (3, null, '2025-01-03')");

        target.merge(run, 1);

        assertThat(target.account(run, 1).orphaned()).isEqualTo(1);
        assertThat(target.texts("select concat(id, parent) from production.items order by id"))
                .containsExactly("1b", "3");
        target.undo(run);
        assertThat(target.texts("select concat(id, parent) from production.items"))
                .containsExactly("1a");
    }

    /** A column called so takes part in all that is said about unique values and children. */
    @ParameterizedTest
    @ValueSource(strings = {"%s", "x(%%s)", "a d.b", "%1$s", "a\"\"b", "s.n"})
    void names_that_look_like_sql_are_names(String name) {
        for (var triggers : new String[] {"fire", "skip"}) {
            target.sql(
                    "drop table if exists production.children, production.items, staging.items",
                    "truncate admin.reload_runs cascade",
                    String.join(
                            name,
                            "create table production.items (\"",
                            "\" int primary key, \"",
                            " code\" text unique, changed timestamp)"),
                    "create table staging.items (like production.items)",
                    String.join(
                            name,
                            "create table production.children (parent text references production.items (\"",
                            " code\") on update set null)"),
                    "insert into production.items values (1, 'a', '2025-01-02'), (2, 'b', '2025-01-02'), (3, 'c', '2025-01-02')",
                    "insert into production.children values ('c')");
            var run = target.armed();
            target.sql(
                    "update admin.reload_runs set triggers = '" + triggers + "' where run_id = " + run,
                    "insert into staging.items values (1, 'b', '2025-01-03'), (2, 'a', '2025-01-03'), (3, 'd', '2025-01-03')");

            target.merge(run, 1);

            assertThat(target.texts("select i.*::text from production.items i order by 1"))
                    .containsExactly(
                            "(1,b,\"2025-01-03 00:00:00\")",
                            "(2,a,\"2025-01-03 00:00:00\")",
                            "(3,c,\"2025-01-02 00:00:00\")");
            target.disarm(run);
        }
    }

    @Test
    void a_value_of_such_a_type_on_which_children_hang_is_not_taken_away() {
        target.sql(
                "create table production.items (id int primary key, code production.label unique, changed timestamp)",
                "create table production.children (parent production.label references production.items (code) on update set null)",
                "create table staging.items (like production.items)",
                "insert into production.items values (1, 'a', '2025-01-02'), (2, 'b', '2025-01-02')",
                "insert into production.children values ('a')");
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'x', '2025-01-03'), (2, 'y', '2025-01-03')");

        target.merge(run, 1);

        assertThat(target.texts("select code::text from production.items order by id"))
                .containsExactly("a", "y");
        assertThat(target.texts("select parent::text from production.children")).containsExactly("a");
    }
}
