-- How a psql run writes: as the last run of the program did. What its session has otherwise than our functions need is named and refused: the
-- session is somebody else's.

create or replace function admin.prepare_psql_run(run bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  latest admin.reload_runs := (
    select r from admin.reload_runs r where r.triggers is not null and r.run_id <> run order by r.run_id desc limit 1);
  unfit record;
begin
  select name, wanted into unfit
  from (values ('standard_conforming_strings', 'on'), ('default_transaction_isolation', 'read committed'), ('default_transaction_read_only', 'off'),
    ('plpgsql.extra_errors', 'none'), ('transform_null_equals', 'off'), ('quote_all_identifiers', 'off')) s (name, wanted)
  where current_setting(name, true) is distinct from wanted and current_setting(name, true) is not null
  limit 1;
  if found then
    raise exception 'the session has % = %', unfit.name, current_setting(unfit.name)
      using errcode = 'WR173', hint = format('set %s = %L; and call again.', unfit.name, unfit.wanted);
  end if;
  perform admin.decide_session(run, coalesce(latest.triggers, 'fire'), null, null, coalesce(latest.trusted_owners, '{}'));
  if latest.code_path is not null then
    update admin.reload_runs set code_path = latest.code_path where run_id = run;
  end if;
  perform admin.check_production(run);
end
$$;
