-- Who may go on with a run.

-- Fails in a session of a process that does not hold the run any more: another one may be at it. Sessions of the program say whose they are in
-- reload.owner; others, such as psql, do not, and answer for themselves.
create or replace function admin.check_held(run bigint) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if coalesce(current_setting('reload.owner', true), '') <> '' and not exists (
    select from admin.reload_runs r where r.run_id = run and r.owner = current_setting('reload.owner', true) and r.state = 'RUNNING')
  then
    raise exception 'run % is no longer held by this process', run using errcode = 'WR023', hint = 'Another process goes on with it, or it has ended.';
  end if;
end
$$;
