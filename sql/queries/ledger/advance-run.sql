-- Moves a run to a step; the same step means "look again". A delay gives the run back until then. Returns the run.
update admin.reload_runs
set step = :step,
    phase = :phase,
    step_started_at = case when step = :step then step_started_at else clock_timestamp() end,
    due_at = clock_timestamp() + :delay_ms * interval '1 millisecond',
    owner = case when :delay_ms > 0 then null else owner end,
    lease_until = case when :delay_ms > 0 then null else lease_until end,
    tries = 0,
    retry_since = null,
    last_problem = null,
    waiting = null
where run_id = :run_id and owner = :owner and state = 'RUNNING'
returning *, clock_timestamp() as now
