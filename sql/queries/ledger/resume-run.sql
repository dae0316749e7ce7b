-- A run that rests goes on. Returns it.
update admin.reload_runs
set paused_by = null, pause_reason = null, due_at = case when owner is null then clock_timestamp() else due_at end
where run_id = :run_id and state in ('QUEUED', 'RUNNING') and paused_by is not null
returning *, clock_timestamp() as now
