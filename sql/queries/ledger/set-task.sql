-- The DMS task of a run.
update admin.reload_runs
set task_identifier = :task_identifier, task_arn = :task_arn
where run_id = :run_id and owner = :owner and state = 'RUNNING'
