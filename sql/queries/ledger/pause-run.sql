-- A run that has not ended rests. One that rests already keeps its first reason. Returns it.
update admin.reload_runs
set paused_by = coalesce(paused_by, :actor),
    pause_reason = case when paused_by is null then :reason else pause_reason end
where run_id = :run_id and state in ('QUEUED', 'RUNNING')
returning *, clock_timestamp() as now
