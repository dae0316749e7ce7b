-- Which runs a process may move on. Runs that share a table go one after the other in the order of their numbers; but one that waits for a
-- person (parked) holds nothing, and later ones pass it.

-- Whether a run is at something that others must keep out of. One that was parked is not before somebody has taken it up again.
create or replace function admin.run_begun(r admin.reload_runs) returns boolean
language sql volatile set search_path = pg_catalog, pg_temp as $$
  select r.step is not null and (r.step <> 'AWAIT_APPROVAL' or coalesce(r.lease_until > clock_timestamp(), false))
$$;

-- The run that a run has to wait for, because the two share a table: an older one that is open and not parked; and one that has begun before
-- it, as later ones do that pass a parked one. Null where there is none.
create or replace function admin.waits_for(run bigint) returns bigint
language sql volatile set search_path = pg_catalog, pg_temp as $$
  select min(o.run_id)
  from admin.reload_runs c
  join admin.reload_run_tables mine on mine.run_id = c.run_id
  join admin.reload_run_tables theirs using (target_schema, target_table)
  join admin.reload_runs o on o.run_id = theirs.run_id and o.state in ('QUEUED', 'RUNNING')
  where c.run_id = run and o.run_id <> run and not o.parked
    and (o.origin <> 'psql' or admin.psql_alive(o.run_id))
    and (admin.run_begun(o) or o.run_id < run and not admin.run_begun(c))
$$;

-- Takes due runs that nobody holds, or that this process holds without knowing it, oldest first. One at a step that only another version
-- knows is left to that. One after the other: who claims knows what others have claimed.
create or replace function admin.claim_runs(claimer text, lease interval, slots integer, in_hand bigint[], steps text[])
returns setof admin.reload_runs
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('window-reload claims', 0));
  return query
    update admin.reload_runs r
    set state = 'RUNNING',
        owner = claimer,
        lease_until = clock_timestamp() + lease,
        started_at = coalesce(r.started_at, clock_timestamp()),
        phase = coalesce(r.phase, case when r.origin = 'undo' then 'merge' else 'plan' end),
        step = coalesce(r.step, case when r.origin = 'undo' then 'UNDO' else 'CHECK_SOURCE' end),
        step_started_at = coalesce(r.step_started_at, clock_timestamp()),
        parked = false
    where r.run_id in (
      select c.run_id
      from admin.reload_runs c
      where c.state in ('QUEUED', 'RUNNING')
        and c.origin <> 'psql'
        and c.due_at <= clock_timestamp()
        and (c.step is null or c.step = any (steps))
        and (c.owner is null or c.owner = claimer or c.lease_until < clock_timestamp())
        and c.run_id <> all (in_hand)
        -- What is cancelled before it has begun anything touches nothing that others use.
        and (c.parked and c.cancel_reason is not null or admin.waits_for(c.run_id) is null)
      order by c.run_id
      limit slots
      for update skip locked)
    returning r.*;
end
$$;

-- Lets a run go on. It has its place before later ones again.
create or replace function admin.approve_run(run bigint, approver text) returns setof admin.reload_runs
language sql volatile set search_path = pg_catalog, pg_temp as $$
  update admin.reload_runs r
  set approved_by = approver, approved_at = clock_timestamp(), parked = false, due_at = clock_timestamp()
  where r.run_id = run and r.state = 'RUNNING' and r.step = 'AWAIT_APPROVAL' and r.approved_by is null and r.cancel_reason is null
  returning r.*
$$;

-- Who has asked for a run: by its request, and whoever has submitted that or has tried it again.
create or replace function admin.requesters(run bigint) returns setof text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select lower(btrim(r.requested_by)) from admin.reload_runs r where r.run_id = run and r.requested_by is not null
  union
  select lower(btrim(o.actor))
  from admin.reload_runs r join admin.reload_runs attempt using (request_id) join admin.reload_operations o on o.run_id = attempt.run_id
  where r.run_id = run and o.operation in ('submit', 'retry')
$$;
