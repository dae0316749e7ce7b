-- Takes due runs that nobody holds, or that this process holds without knowing it, oldest first; a run waits while an older one that shares
-- a table is open. One at a step that only another version knows is left to that. Returns them.
update admin.reload_runs r
set state = 'RUNNING',
    owner = :owner,
    lease_until = clock_timestamp() + :lease_ms * interval '1 millisecond',
    started_at = coalesce(r.started_at, clock_timestamp()),
    phase = coalesce(r.phase, case when r.origin = 'undo' then 'merge' else 'plan' end),
    step = coalesce(r.step, case when r.origin = 'undo' then 'UNDO' else 'CHECK_SOURCE' end),
    step_started_at = coalesce(r.step_started_at, clock_timestamp())
where r.run_id in (
  select c.run_id
  from admin.reload_runs c
  where c.state in ('QUEUED', 'RUNNING')
    and c.origin <> 'psql'
    and c.due_at <= clock_timestamp()
    and (c.step is null or c.step = any (:steps))
    and (c.owner is null or c.owner = :owner or c.lease_until < clock_timestamp())
    and c.run_id <> all (:in_hand::bigint[])
    and not exists (
      select from admin.reload_run_tables mine
      join admin.reload_run_tables theirs using (target_schema, target_table)
      join admin.reload_runs older on older.run_id = theirs.run_id
      where mine.run_id = c.run_id and older.run_id < c.run_id and older.state in ('QUEUED', 'RUNNING')
        and (older.origin <> 'psql' or admin.psql_alive(older.run_id))
    )
  order by c.run_id
  limit :slots
  for update skip locked
)
returning r.*, clock_timestamp() as now
