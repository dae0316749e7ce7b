-- How production is written: as CDC writes it. Triggers act, or do not, as they do for CDC; the code of production (triggers, the functions
-- of checks and defaults) runs in the search_path that its authors expect; our own statements are bound to names before that path is on.

-- From here to the end of the transaction triggers act as the run wants it. (Going to and fro would discard each cached plan each time.)
create or replace function admin.act_as(run bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  wanted text := case admin.run_triggers(run) when 'skip' then 'replica' else 'origin' end;
begin
  if (current_setting('session_replication_role') = 'replica') <> (wanted = 'replica') then
    perform set_config('session_replication_role', wanted, true);
  end if;
exception when insufficient_privilege then
  raise exception 'the role % may not set session_replication_role to %', current_user, wanted
    using errcode = 'WR173', hint = 'Let a superuser run: GRANT SET ON PARAMETER session_replication_role (PostgreSQL 15 and later), or see reload.merge.triggers.';
end
$$;

-- Runs a statement that writes production; returns how many rows it wrote. $1 to $4 of the statement are the other parameters.
-- It is planned under our own path, and fetched under the path that the code of production expects: nothing that stands after set_config looks up a name of ours. The
-- end of the function sets the path back.
create or replace function admin.write(path text, statement text, low bigint, high bigint, numbers bigint[], me xid) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp set row_security = off set cursor_tuple_fraction = 1 as $$
declare
  written refcursor := 'reload_write';
  n bigint := 0;
begin
  if statement is null then
    return n;
  end if;
  open written for execute statement || ' returning 1' using low, high, numbers, me;
  perform set_config('search_path', path, true), set_config('row_security', 'on', true);
  move forward all from written;
  get diagnostics n = row_count;
  close written;
  return n;
end
$$;

-- The same for a statement that returns numbers of rows, as one array.
create or replace function admin.write_numbers(path text, statement text, low bigint, high bigint, numbers bigint[], me xid) returns bigint[]
language plpgsql set search_path = pg_catalog, pg_temp set row_security = off set cursor_tuple_fraction = 1 as $$
declare
  written refcursor := 'reload_write';
  these bigint[];
begin
  open written for execute statement using low, high, numbers, me;
  perform set_config('search_path', path, true), set_config('row_security', 'on', true);
  fetch written into these;
  close written;
  return these;
end
$$;
