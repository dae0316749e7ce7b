-- The objects that the hand-run guide promised, right for every registered table.

-- Staged rows of each registered table by what became of them. Rows staged after the last plan have not been looked at.
create or replace function admin.staging_status()
returns table (table_name text, total_records bigint, pending_records bigint, processed_records bigint, error_records bigint, table_schema text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  r record;
  fresh bigint;
begin
  for r in
    select g.target_schema, g.target_table, to_regclass(format('staging.%I', g.staging_table)) as staging, l.*
    from admin.reload_tables g
    left join lateral (
      select t.planned_at_xid, t.planned_open, t.staging_file, u.state, t.merge_state, t.orphaned,
        t.inserted + t.updated + t.unchanged + t.skipped - t.orphaned as settled
      from admin.reload_run_tables t join admin.reload_runs u using (run_id)
      where t.target_schema = g.target_schema and t.target_table = g.target_table and t.planned_at_xid is not null and u.origin <> 'undo'
      order by t.run_id desc limit 1) l on true
    order by g.position
  loop
    table_name := r.target_table;
    table_schema := r.target_schema;
    total_records := 0;
    fresh := 0;
    if r.staging is not null then
      execute format('select count(*), count(*) filter (where %s) from %s p',
        case when r.planned_at_xid is null or r.staging_file is distinct from pg_relation_filenode(r.staging) then 'true' else admin.touched(r.planned_at_xid, r.planned_open) end,
        r.staging) into total_records, fresh;
    end if;
    error_records := case when r.state in ('FAILED', 'CANCELLED') and r.merge_state = 'PLANNED' then total_records - fresh - r.settled else r.orphaned end;
    error_records := greatest(0, least(coalesce(error_records, 0), total_records - fresh));
    processed_records := greatest(0, least(coalesce(r.settled, 0), total_records - fresh - error_records));
    pending_records := total_records - processed_records - error_records;
    return next;
  end loop;
end
$$;

create or replace view admin.oracle_pg_migration_status as
select table_name, total_records, pending_records, processed_records, error_records, table_schema from admin.staging_status();
comment on view admin.oracle_pg_migration_status is 'What is staged now, and what became of it. Numbers come from staging and the ledger; staging carries no status column.';

create or replace view admin.oracle_pg_type_verification as
with registered as (
  select target_schema, target_table, staging_table from admin.reload_tables
), target as (
  select r.*, c.column_name, c.data_type, c.udt_schema, c.udt_name, c.character_maximum_length, c.numeric_precision, c.numeric_scale, c.datetime_precision, c.is_generated
  from registered r join information_schema.columns c on c.table_schema = r.target_schema and c.table_name = r.target_table
), staged as (
  select r.*, c.column_name, c.data_type, c.udt_schema, c.udt_name, c.character_maximum_length, c.numeric_precision, c.numeric_scale, c.datetime_precision
  from registered r join information_schema.columns c on c.table_schema = 'staging' and c.table_name = r.staging_table
), compared as (
  select target_table as table_name, column_name, t.data_type as target_data_type, s.data_type as staging_data_type,
    case
      when s.column_name is null then case when t.is_generated = 'ALWAYS' then 'OK' else 'MISSING IN STAGING' end
      when t.column_name is null then 'MISSING IN TARGET'
      when (t.data_type, t.udt_schema, t.udt_name) is distinct from (s.data_type, s.udt_schema, s.udt_name) then 'DATA TYPE MISMATCH'
      when t.character_maximum_length is distinct from s.character_maximum_length then 'LENGTH MISMATCH'
      when (t.numeric_precision, t.datetime_precision) is distinct from (s.numeric_precision, s.datetime_precision) then 'PRECISION MISMATCH'
      when t.numeric_scale is distinct from s.numeric_scale then 'SCALE MISMATCH'
      else 'OK'
    end as status,
    target_schema as table_schema
  from target t full join staged s using (target_schema, target_table, column_name)
)
select table_name, column_name, target_data_type, staging_data_type, status, table_schema from compared where status <> 'OK';
comment on view admin.oracle_pg_type_verification is 'Columns of registered tables that staging and production do not hold alike. Empty when all is well.';
