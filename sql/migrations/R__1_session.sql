-- The session in which production is written: whether triggers act there, and in which search_path the code of production runs.

-- fire or skip: what was decided for the run, or for the run that it looks at or takes back.
create or replace function admin.run_triggers(run bigint) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(r.triggers, o.triggers, 'fire')
  from admin.reload_runs r left join admin.reload_runs o on o.run_id = r.of_run_id
  where r.run_id = run
$$;
