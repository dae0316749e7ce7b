-- What CDC could not apply while a run and its looks went on. A row that the run wrote can stand in the way of a change of CDC: under its
-- key, by a unique value, as the child of a row that is to go. Such a change leaves no version in production and nothing in the fence; only
-- DMS's own table of exceptions has it.

-- DMS's tables of exceptions that may be read; their columns' names are upper-case. Of which types they are is nobody's promise.
create or replace function admin.apply_exceptions() returns setof regclass
language sql stable set search_path = pg_catalog, pg_temp as $$
  select c.oid::regclass
  from pg_class c
  where c.relname = 'awsdms_apply_exceptions' and c.relkind in ('r', 'p')
    and has_schema_privilege(c.relnamespace, 'usage') and has_table_privilege(c.oid, 'select')
    and (select count(*) = 4 from pg_attribute a
      where a.attrelid = c.oid and a.attname in ('TABLE_OWNER', 'TABLE_NAME', 'STATEMENT', 'ERROR') and not a.attisdropped)
$$;

-- The tables of a run under both names, that of the source and that of the target; without a position those which foreign keys connect with
-- them.
create or replace function admin.tables_beside(run bigint) returns table (schema_name text, table_name text, pos integer)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with own as (
    select t.position, t.source_schema, t.source_table, t.target_schema, t.target_table,
      to_regclass(format('%I.%I', t.target_schema, t.target_table)) as relation
    from admin.reload_run_tables t where t.run_id = run
  )
  select lower(target_schema), lower(target_table), position from own
  union
  select lower(source_schema), lower(source_table), position from own
  union
  select lower(n.nspname), lower(c.relname), null
  from own
  join pg_constraint k on k.contype = 'f' and own.relation in (k.conrelid, k.confrelid)
  join pg_class c on c.oid in (k.conrelid, k.confrelid)
  join pg_namespace n on n.oid = c.relnamespace
  where c.oid not in (select o.relation from own o where o.relation is not null)
$$;

-- Counts the changes of a run's tables that broke a constraint of production since the run's fence stood, and puts them on record with the
-- run, whichever of its looks asks. A change of a row that is not there is none of them: it is what the run makes good.
create or replace function admin.note_refusals(run bigint) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  root admin.reload_runs;
  relation regclass;
  found record;
  refused bigint := 0;
begin
  with recursive looked as (
    select r.run_id, r.of_run_id, r.origin from admin.reload_runs r where r.run_id = run
    union all
    select r.run_id, r.of_run_id, r.origin from looked l join admin.reload_runs r on r.run_id = l.of_run_id where l.origin = 'look'
  )
  select r.* into root from admin.reload_runs r join looked l using (run_id) where l.origin <> 'look';
  if root.fence is null then
    return 0;
  end if;
  for relation in select admin.apply_exceptions() loop
    for found in execute format($f$
      select b.pos, count(*) as changes, string_agg(distinct b.table_name, ', ') as names
      from %s p
      join admin.tables_beside($1) b on (b.schema_name, b.table_name) = (lower(p."TABLE_OWNER"::text), lower(p."TABLE_NAME"::text))
      where p."ERROR"::text ~* '(violates|sqlstate: *23)' and %s
      group by b.pos$f$, relation, admin.touched(root.fence, root.fence_open)) using root.run_id
    loop
      refused := refused + found.changes;
      perform admin.note_finding(root.run_id, found.pos, 'partial', 'CDC_CHANGE_REFUSED',
        format('since the run began, CDC could not apply %s changes of %s: see %s', found.changes, found.names, relation));
    end loop;
  end loop;
  return refused;
end
$$;
