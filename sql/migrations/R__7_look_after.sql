-- A run that failed or was cancelled after it had committed chunks: what they wrote is in production all the same, and is read again.

-- Opens the first look at such a run, before its fence goes; asked again, it is the same one. Null where the run has committed nothing, or
-- nothing that is to be read again. A look that fails has its own keys; its next attempt takes back what this one has inserted, too. Where no
-- look can be opened that stands with the run, whose end does not wait for it.
create or replace function admin.look_after(run bigint, most integer) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  r admin.reload_runs;
  wrote constant boolean := exists (select from admin.merge_chunks c where c.run_id = run);
begin
  perform admin.check_held(run);
  select x.* into strict r from admin.reload_runs x where x.run_id = run;
  if not wrote or r.origin = 'undo' then
    return null;
  end if;
  if r.origin <> 'look' then
    return admin.look_begin(run, most);
  end if;
  update admin.reload_look_keys l set own = true
  from admin.reload_run_tables t cross join lateral admin.look_again(run, t.position) a
  where t.run_id = run and l.run_id = run and l.position = t.position and l.key = a.key and a.reason = 'inserted';
  return null;
exception when undefined_table or undefined_column or undefined_object or undefined_function or invalid_text_representation
  or datatype_mismatch or insufficient_privilege or sqlstate 'WR002' or sqlstate 'WR006' then
  perform admin.note_finding(run, null, 'partial', 'LEFT_OPEN',
    format('production holds the committed chunks, and no look at them could be opened: %s', sqlerrm));
  return null;
end
$$;

-- A look that came to no good end has settled nothing: its run is not done. A later attempt that ends well takes that back.
create or replace function admin.look_failed() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform admin.note_finding(new.of_run_id, null, 'partial', 'LEFT_OPEN',
    format('the look of run %s ended as %s: its keys are not settled', new.run_id, coalesce(new.error_code, new.state)));
  return null;
end
$$;
drop trigger if exists look_failed on admin.reload_runs;
create trigger look_failed after update of state on admin.reload_runs
for each row when (new.origin = 'look' and new.state in ('FAILED', 'CANCELLED')) execute function admin.look_failed();
