-- Somebody has seen the failure and wants nothing done about it.
update admin.reload_runs
set dismissed_at = clock_timestamp()
where run_id = :run_id and state in ('FAILED', 'PARTIAL') and dismissed_at is null
