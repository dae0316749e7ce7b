-- A sign of life of this process for the runs it is working on.
update admin.reload_runs
set lease_until = clock_timestamp() + :lease_ms * interval '1 millisecond'
where run_id = any (:run_ids) and owner = :owner and state = 'RUNNING'
