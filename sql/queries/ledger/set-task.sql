-- The DMS task of a run. Without an identifier it has none.
with load as (
  update admin.reload_loads l
  set task_arn = :task_arn
  from admin.reload_runs r
  where r.run_id = :run_id and r.owner = :owner and r.state = 'RUNNING'
    and l.run_id = r.run_id and l.task_identifier = :task_identifier
)
update admin.reload_runs
set task_identifier = :task_identifier, task_arn = :task_arn
where run_id = :run_id and owner = :owner and state = 'RUNNING'
