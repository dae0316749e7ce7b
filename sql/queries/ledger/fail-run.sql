-- A run that cannot go on keeps its first error and goes to clean. Returns it.
update admin.reload_runs
set error_code = coalesce(error_code, :error_code),
    error_detail = coalesce(error_detail, :error_detail),
    step = :step,
    phase = :phase,
    step_started_at = clock_timestamp(),
    due_at = clock_timestamp(),
    tries = 0,
    retry_since = null,
    last_problem = null,
    waiting = null
where run_id = :run_id and owner = :owner and state = 'RUNNING'
returning *, clock_timestamp() as now
