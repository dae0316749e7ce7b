-- A row that production refuses is left and named, and the rest goes on; and the source's key, where production's holds more.

alter table admin.reload_run_tables
  add column unique_conflict bigint not null default 0,
  add column rejected bigint not null default 0;
comment on column admin.reload_run_tables.unique_conflict is 'Rows not written because another row of production holds a value that may be there once only.';
comment on column admin.reload_run_tables.rejected is 'Rows not written because a constraint, a type or a trigger of production refuses them.';

-- skipped is the sum of all reasons, whichever there were before.
do $$
declare
  sum text := (
    select pg_get_expr(d.adbin, d.adrelid) from pg_attrdef d join pg_attribute a on (a.attrelid, a.attnum) = (d.adrelid, d.adnum)
    where d.adrelid = 'admin.reload_run_tables'::regclass and a.attname = 'skipped');
begin
  alter table admin.reload_run_tables drop column skipped;
  execute format('alter table admin.reload_run_tables add column skipped bigint generated always as (%s + unique_conflict + rejected) stored', sum);
end
$$;

-- Reasons are words of the functions that write them.
alter table admin.merge_misses drop constraint if exists merge_misses_reason_check;
comment on column admin.merge_misses.final is 'PostgreSQL refused the row once more at the end of its table: it is not tried again.';

create table admin.declared_keys (
  target_schema text not null,
  target_table text not null,
  key text[] not null,
  primary key (target_schema, target_table)
);
comment on table admin.declared_keys is
  'The columns that identify a row at the source, as tables.json declares them, where production''s primary key holds more of them, or columns by which rows move.';
