-- A step failed in a way that may pass: the same step again, later.
update admin.reload_runs
set tries = tries + 1,
    retry_since = coalesce(retry_since, clock_timestamp()),
    last_problem = :problem,
    due_at = clock_timestamp() + :delay_ms * interval '1 millisecond',
    owner = null,
    lease_until = null
where run_id = :run_id and owner = :owner and state = 'RUNNING'
returning *, clock_timestamp() as now
