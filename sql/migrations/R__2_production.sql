-- What is asked of the tables of a run before anything is loaded. 'check' asks the same of the same functions.

-- Fails with the first trouble of a table.
create or replace function admin.check_production_table(run bigint, pos integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  r admin.reload_runs := (select x from admin.reload_runs x where run_id = run);
  t record;
  trouble record;
  altered text;
begin
  select admin.relation(target_schema, target_table) as target, window_column into strict t
  from admin.reload_run_tables where run_id = run and position = pos;
  for trouble in select * from admin.table_troubles(t.target, coalesce(r.triggers, 'fire'), r.trusted_owners) limit 1 loop
    raise exception '%', trouble.detail
      using errcode = case trouble.code when 'TARGET_CODE_UNTRUSTED' then 'WR172' else 'WR002' end, hint = trouble.fix;
  end loop;
  altered := admin.try_triggers(t.target, t.window_column, coalesce(r.triggers, 'fire'), r.trusted_owners, r.code_path);
  if altered is not null then
    raise exception '%', altered
      using errcode = 'WR171';
  end if;
end
$$;

-- The same of all tables of a run.
create or replace function admin.check_production(run bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform admin.check_production_table(run, t.position)
  from (select x.position from admin.reload_run_tables x where x.run_id = run and x.failed_code is null order by x.position offset 0) t;
end
$$;

-- Every trigger, rule, policy and function of the tables of a run, and whether it acts on what the run writes: for the run's evidence.
create or replace function admin.production_evidence(run bigint) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (select jsonb_build_object('triggers', r.triggers, 'search_path', r.code_path, 'trusted_owners', r.trusted_owners, 'tables', (
    select jsonb_object_agg(format('%I.%I', t.target_schema, t.target_table), (
      select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
        'kind', c.kind, 'name', c.name, 'function', c.function, 'owner', c.owner, 'acts', c.acts))), '[]')
      from admin.acting_code(admin.relation(t.target_schema, t.target_table), coalesce(r.triggers, 'fire'), r.trusted_owners) c))
    from admin.reload_run_tables t where t.run_id = run and t.failed_code is null),
    -- Rows that the run inserts stay open there.
    'no_look_can_ask_by', (
      select coalesce(jsonb_object_agg(format('%I.%I', t.target_schema, t.target_table), k.columns), '{}')
      from admin.reload_run_tables t
      cross join lateral admin.relation(t.target_schema, t.target_table) x (target)
      cross join lateral admin.unasked_columns(x.target, admin.declared_key(x.target)) k (columns)
      where t.run_id = run and t.failed_code is null and k.columns is not null))
  from admin.reload_runs r where r.run_id = run);
end
$$;
