-- How a run writes production, decided once.

-- fire or skip: what was decided for the run, or for the run that it looks at or takes back.
create or replace function admin.run_triggers(run bigint) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(r.triggers, o.triggers, 'fire')
  from admin.reload_runs r left join admin.reload_runs o on o.run_id = r.of_run_id
  where r.run_id = run
$$;

-- Whoever enters a run into the ledger knows the path of his login; what is known of CDC's comes later.
alter table admin.reload_runs alter column code_path set default admin.login_path(null);

-- The search_path under which the code of production runs while the run writes.
create or replace function admin.run_path(run bigint) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(code_path, admin.login_path(null)) from admin.reload_runs where run_id = run
$$;

-- Decides it. Fails where the role may not write so.
create or replace function admin.decide_session(run bigint, wanted text, login text, by_script text, trusted text[]) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  decided text := admin.decide_triggers(wanted, login, by_script);
begin
  update admin.reload_runs set triggers = decided, code_path = admin.login_path(login), trusted_owners = trusted where run_id = run;
  if not admin.may_act(decided) then
    raise exception 'the run must write with session_replication_role = %, and the role % may not set it',
      case decided when 'skip' then 'replica' else 'origin' end, quote_ident(current_user)
      using errcode = 'WR173', hint = 'A superuser may: grant set on parameter session_replication_role to the role (PostgreSQL 15 and later). See reload.merge.triggers.';
  end if;
  return decided;
end
$$;
