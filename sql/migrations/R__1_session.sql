-- The session in which production is written: whether triggers act there, and in which search_path the code of production runs.

-- fire or skip: what was decided for the run, or for the run that it looks at or takes back.
create or replace function admin.run_triggers(run bigint) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(r.triggers, o.triggers, 'fire')
  from admin.reload_runs r left join admin.reload_runs o on o.run_id = r.of_run_id
  where r.run_id = run
$$;

-- The search_path of a login in this database, as text that may be set: what its sessions begin with. Null: our own login's.
create or replace function admin.login_path(login text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select replace(coalesce(
    (select substring(c from '^search_path=(.*)$')
     from pg_db_role_setting s
     join pg_roles r on r.rolname = login
     cross join unnest(s.setconfig) c
     where s.setrole in (r.oid, 0) and s.setdatabase in (0, (select oid from pg_database where datname = current_database())) and c like 'search\_path=%'
     order by s.setrole <> 0 desc, s.setdatabase <> 0 desc
     limit 1),
    -- Our own value is the server's where nobody has set it for us.
    (select case when login is null or source in ('default', 'configuration file', 'command line') then reset_val else boot_val end
     from pg_settings where name = 'search_path')),
    '"$user"', coalesce(quote_ident(login), '"$user"'))
$$;

-- Whoever enters a run into the ledger knows the path of his login; what is known of CDC's comes later.
alter table admin.reload_runs alter column code_path set default admin.login_path(null);

-- The search_path under which the code of production runs while the run writes.
create or replace function admin.run_path(run bigint) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(code_path, admin.login_path(null)) from admin.reload_runs where run_id = run
$$;
