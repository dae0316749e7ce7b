package io.windowreload.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.TestPostgres;
import io.windowreload.db.Db;
import io.windowreload.db.DbException;
import io.windowreload.db.TestSql;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.TableName;
import io.windowreload.window.TableWindow;
import io.windowreload.window.TimeWindow;
import io.windowreload.window.WindowForm;
import io.windowreload.window.WindowType;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StagingTest {
    private final Db db = new Db(TestPostgres.freshDatabase());
    private final Staging staging = new Staging(db);

    private void sql(String text) {
        db.update(TestSql.of(text), Map.of());
    }

    private static ReloadTable table(String target, String... columns) {
        return new ReloadTable(
                new TableName("S", "T"), new TableName("production", target), "UPDATED_AT", List.of(columns));
    }

    private static void assertRefused(Runnable work, ErrorCode code) {
        assertThatThrownBy(work::run).isInstanceOfSatisfying(ReloadException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }

    @Test
    void an_odd_table_is_mirrored_with_quoted_names_exact_types_and_without_its_generated_column() {
        sql("""
                create table production."order ""x""\" (
                  "Line No" bigint generated always as identity, region text, amount numeric(10,2),
                  double numeric generated always as (amount * 2) stored, "Updated_At" timestamp(6), primary key (region, "Line No"))
                """);
        var shape = staging.shape(table("order \"x\""));
        staging.make(shape);

        assertThat(shape.columns()).containsExactly("Line No", "region", "amount", "Updated_At");
        assertThat(shape.key()).containsExactly("region", "Line No");
        assertThat(shape.windowColumn()).isEqualTo("Updated_At");
        sql("insert into staging.\"order \"\"x\"\"\" values (1, 'a', 2.5, '2025-01-31 23:59:59.999999')");
        var january = TimeWindow.month(YearMonth.of(2025, 1), ZoneId.of("UTC"));
        assertThat(staging.count("order \"x\"", TableWindow.of("Updated_At"), january))
                .isEqualTo(new Staging.Contents(1, 0, List.of()));
    }

    @Test
    void the_source_s_order_of_columns_is_kept_where_it_is_given() {
        sql("create table production.t (id int primary key, a text, updated_at timestamp)");
        var shape = staging.shape(table("t", "updated_at", "id", "a"));
        staging.make(shape);

        assertThat(staging.shape(new ReloadTable(
                                new TableName("S", "T"), new TableName("production", "t"), "UPDATED_AT", List.of()))
                        .columns())
                .containsExactly("id", "a", "updated_at");
        sql("insert into staging.t values ('2025-01-01', 1, 'x')");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create view production.v as select * from production.base | is a view: name the table behind it, production.base",
                "create materialized view production.v as select 1 as id | is a materialized view",
                "create sequence production.v | is a sequence",
                "create type production.v as (id integer) | is a composite type",
                "create foreign data wrapper w; create server s foreign data wrapper w; create foreign table production.v (id integer) server s"
                        + " | is a foreign table"
            })
    void what_is_no_table_is_refused_by_what_it_is(String made, String kind) {
        sql("create table production.base (id int primary key, updated_at timestamp)");
        sql(made);

        assertThatThrownBy(() -> staging.shape(table("v"))).hasMessageContaining("production.v " + kind);
    }

    @Test
    void a_table_without_key_or_window_column_or_existence_is_refused() {
        sql("create table production.keyless (id int, updated_at timestamp)");
        sql("create table production.timeless (id int primary key)");

        assertRefused(() -> staging.shape(table("missing")), ErrorCode.TARGET_TABLE_UNFIT);
        assertRefused(() -> staging.shape(table("keyless")), ErrorCode.TARGET_TABLE_UNFIT);
        assertRefused(() -> staging.shape(table("timeless")), ErrorCode.TARGET_TABLE_UNFIT);
    }

    @Test
    void before_the_first_migration_a_unique_index_stands_for_the_primary_key_too() {
        var unmigrated = new Db(TestPostgres.pool(TestPostgres.emptyUrl()));
        unmigrated.update(
                TestSql.of(
                        "create schema production; create table production.t (code text not null unique, a int unique,"
                                + " updated_at timestamp)"),
                Map.of());

        assertThat(new Staging(unmigrated).shape(table("t")).key()).containsExactly("code");

        unmigrated.update(TestSql.of("alter table production.t alter a set not null"), Map.of());
        assertRefused(() -> new Staging(unmigrated).shape(table("t")), ErrorCode.KEY_UNDECLARED);
    }

    @Test
    void a_window_column_that_no_window_can_be_judged_on_is_refused_and_a_domain_of_a_time_is_not() {
        sql("create domain production.moment as timestamp(3); create domain production.stamp as production.moment");
        for (var type : List.of("bigint", "text", "time", "interval", "timestamp[]", "tstzrange", "numeric")) {
            sql("create table production.t (id int primary key, updated_at " + type + ")");
            assertRefused(() -> staging.shape(table("t")), ErrorCode.TARGET_TABLE_UNFIT);
            sql("drop table production.t");
        }
        sql("create table production.t (id int primary key, updated_at production.stamp)");
        assertThat(staging.shape(table("t")).windowType()).isEqualTo(WindowType.TIMESTAMP);
        staging.make(staging.shape(table("t")));
        sql("insert into staging.t values (1, '2025-01-31 23:59:59.999')");
        assertThat(staging.count(
                        "t", TableWindow.of("updated_at"), TimeWindow.month(YearMonth.of(2025, 1), ZoneId.of("UTC"))))
                .isEqualTo(new Staging.Contents(1, 0, List.of()));
    }

    private static ReloadTable deciding(TableWindow window) {
        return new ReloadTable(
                new TableName("S", "T"),
                new TableName("production", "t"),
                window,
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                "");
    }

    @Test
    void a_number_or_a_text_tells_a_time_only_in_a_form_that_fits_it() {
        sql("create domain production.millis as numeric(38)");
        sql("create table production.t (id int primary key, n production.millis, v varchar(19), u timestamp, d date)");

        assertThat(staging.shape(deciding(new TableWindow(List.of("N"), WindowForm.of("epoch-millis"))))
                        .windowType())
                .isEqualTo(WindowType.NUMBER);
        assertThat(staging.shape(deciding(new TableWindow(List.of("V"), WindowForm.of("yyyyMMdd"))))
                        .windowType())
                .isEqualTo(WindowType.TEXT);
        assertThat(staging.shape(deciding(TableWindow.WHOLE)).window().whole()).isTrue();
        assertThatThrownBy(() -> staging.shape(deciding(TableWindow.of("N")))).hasMessageContaining("\"as\"");
        assertThatThrownBy(() -> staging.shape(deciding(new TableWindow(List.of("V"), WindowForm.of("epoch-millis")))))
                .hasMessageContaining("t.v is of type character varying(19): it must be to hold epoch-millis");
        assertThatThrownBy(() -> staging.shape(deciding(new TableWindow(List.of("U", "D"), WindowForm.TIME))))
                .hasMessageContaining("of different types: u timestamp without time zone, d date");
        assertThatThrownBy(() -> staging.shape(deciding(new TableWindow(List.of("U", "X"), WindowForm.TIME))))
                .hasMessageContaining("no window column X");
    }

    @Test
    void a_column_that_neither_a_merge_nor_cdc_can_set_is_refused_where_the_source_has_it() {
        sql(
                "create table production.t (id int primary key, seq int generated always as identity, updated_at timestamp)");

        assertRefused(() -> staging.shape(table("t")), ErrorCode.TARGET_TABLE_UNFIT);
        assertThat(staging.shape(table("t", "ID", "Updated_At")).columns()).containsExactly("id", "updated_at");
    }

    @Test
    void a_staging_table_that_has_drifted_is_refused() {
        sql("create table production.t (id int primary key, a varchar(10), updated_at timestamp)");
        sql("create table staging.t (id int, a varchar(10), updated_at timestamp, _dms_processing_status varchar(20))");
        sql("call admin.staging_adopt('t')");

        assertRefused(() -> staging.make(staging.shape(table("t"))), ErrorCode.STAGING_DRIFT);
        sql("drop table staging.t");
        sql("create table staging.t (id int, a varchar(5), updated_at timestamp)");
        sql("call admin.staging_adopt('t')");
        assertRefused(() -> staging.make(staging.shape(table("t"))), ErrorCode.STAGING_DRIFT);
    }

    @Test
    void rows_without_a_time_or_beyond_what_was_asked_for_are_outside_but_its_ends_are_not() {
        sql("create table production.t (id int primary key, updated_at timestamp)");
        staging.make(staging.shape(table("t")));
        sql("""
                insert into staging.t values (1, '2024-12-31 23:59:58.999999'), (2, '2024-12-31 23:59:59'), (3, '2025-02-01'),
                  (4, '2025-02-01 00:00:00.000001'), (5, null)
                """);

        var january = TimeWindow.month(YearMonth.of(2025, 1), ZoneId.of("UTC"));
        assertThat(staging.count("t", TableWindow.of("updated_at"), january))
                .isEqualTo(new Staging.Contents(5, 3, List.of()));
        staging.empty("t");
        assertThat(staging.count("t", TableWindow.of("updated_at"), january).staged())
                .isZero();
    }

    @Test
    void the_index_of_a_plan_goes_with_the_rows_and_no_other_does() {
        sql("create table staging.t (id int, v text)");
        sql("create unique index reload_key_7_1 on staging.t (id)");
        sql("create index reload_key_of_mine on staging.t (v)");
        sql("insert into staging.t values (1, 'a')");
        sql("call admin.staging_adopt('t')");

        staging.empty("t");

        assertThat(db.query(
                        TestSql.of("select indexname as name from pg_indexes where schemaname = 'staging'"),
                        Map.of(),
                        row -> row.text("name")))
                .containsExactly("reload_key_of_mine");
        assertThat(db.query(TestSql.of("select v as name from staging.t"), Map.of(), row -> row.text("name")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table staging.t (id int, updated_at timestamp)",
                "create view staging.t as select 1 as id, '2025-01-01'::timestamp as updated_at",
                "create table staging.t as select 1 as id, '2025-01-01'::timestamp as updated_at",
                "create table staging.t partition of staging.of_them for values in (1)"
            })
    void a_table_of_somebody_else_is_refused_and_left_as_it_is(String theirs) {
        sql("create table production.t (id int primary key, updated_at timestamp)");
        sql("create table staging.of_them (id int, updated_at timestamp) partition by list (id)");
        sql(theirs);
        var shape = staging.shape(table("t"));

        assertRefused(() -> staging.make(shape), ErrorCode.STAGING_FOREIGN);
        assertRefused(() -> staging.fits(shape), ErrorCode.STAGING_FOREIGN);
        assertThatThrownBy(() -> staging.empty("t"))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR184"));
    }

    @Test
    void a_table_that_takes_the_place_of_ours_is_not_ours_and_ours_stays_ours_under_another_name() {
        sql("create table production.t (id int primary key, updated_at timestamp)");
        sql("create table production.u (id int primary key, updated_at timestamp)");
        staging.make(staging.shape(table("t")));
        assertThat(staging.fits(staging.shape(table("t")))).isTrue();

        sql("alter table staging.t rename to u");
        sql("create table staging.t (like staging.u)");

        assertRefused(() -> staging.fits(staging.shape(table("t"))), ErrorCode.STAGING_FOREIGN);
        assertThat(staging.fits(staging.shape(table("u")))).isTrue();
    }

    @Test
    void what_its_owner_gives_away_is_emptied() {
        sql("create table production.t (id int primary key, updated_at timestamp)");
        sql("create table staging.t as select 1 as id, '2025-01-01'::timestamp as updated_at");
        sql("call admin.staging_adopt('t')");

        staging.make(staging.shape(table("t")));
        staging.empty("t");

        assertThat(staging.count("t", TableWindow.of("updated_at"), null).staged())
                .isZero();
    }

    @Test
    void before_the_first_migration_nothing_in_staging_is_ours() {
        var empty = new Db(TestPostgres.pool(TestPostgres.emptyUrl()));
        var fresh = new Staging(empty);
        empty.update(TestSql.of("create schema production"), Map.of());
        empty.update(TestSql.of("create schema staging"), Map.of());
        empty.update(TestSql.of("create table production.t (id int primary key, updated_at timestamp)"), Map.of());
        assertThat(fresh.fits(fresh.shape(table("t")))).isFalse();

        empty.update(TestSql.of("create table staging.t (id int, updated_at timestamp)"), Map.of());

        assertRefused(() -> fresh.fits(fresh.shape(table("t"))), ErrorCode.STAGING_FOREIGN);
    }
}
