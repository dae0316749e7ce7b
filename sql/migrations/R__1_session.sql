-- The session in which production is written: whether triggers act there, and in which search_path the code of production runs. 'check' asks
-- the same functions, lent to its own session, so they need nothing but each other.

-- What sessions of a login begin with in this database, where somebody has set it for the login or the database.
create or replace function admin.login_setting(login text, setting text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select substr(c, length(setting) + 2)
  from pg_db_role_setting s
  cross join unnest(s.setconfig) c
  where s.setrole in ((select r.oid from pg_roles r where r.rolname = login), 0)
    and s.setdatabase in (0, (select d.oid from pg_database d where d.datname = current_database()))
    and lower(split_part(c, '=', 1)) = lower(setting) and login is not null
  order by s.setrole <> 0 desc, s.setdatabase <> 0 desc
  limit 1
$$;

-- The search_path of a login in this database, as text that may be set: what its sessions begin with. Null: our own login's.
create or replace function admin.login_path(login text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select replace(coalesce(
    admin.login_setting(login, 'search_path'),
    -- Our own value is the server's where nobody has set it for us.
    (select case when login is null or source in ('default', 'configuration file', 'command line') then reset_val else boot_val end
     from pg_settings where name = 'search_path')),
    '"$user"', coalesce(quote_ident(login), '"$user"'))
$$;

-- Whether this session may make triggers act, or not act, as wanted: tried, never inferred from rights.
create or replace function admin.may_act(triggers text) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  before text := current_setting('session_replication_role');
begin
  perform set_config('session_replication_role', case triggers when 'skip' then 'replica' else 'origin' end, true);
  perform set_config('session_replication_role', before, true);
  return true;
exception when insufficient_privilege then
  return (before = 'replica') = (triggers = 'skip');
end
$$;

-- Decides for a run how it writes, and whose code it may run meanwhile. wanted: fire, skip, or as-cdc; login: CDC's in PostgreSQL, where it is
-- known; by_script: what CDC's endpoint says itself, fire or skip.
create or replace function admin.decide_triggers(wanted text, login text, by_script text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    when wanted <> 'as-cdc' then wanted
    when by_script is not null then by_script
    when admin.login_setting(login, 'session_replication_role') = 'replica' then 'skip'
    else 'fire' end
$$;
