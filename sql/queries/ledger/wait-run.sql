-- The run waits, and says for what; it is looked at again after the delay. Parked, it holds no place meanwhile. Returns it.
update admin.reload_runs
set waiting = :waiting,
    parked = :parked,
    due_at = clock_timestamp() + :delay_ms * interval '1 millisecond',
    owner = null,
    lease_until = null,
    tries = 0,
    retry_since = null,
    last_problem = null
where run_id = :run_id and owner = :owner and state = 'RUNNING'
returning *, clock_timestamp() as now
