-- DMS no longer has the task.
update admin.reload_loads
set gone_at = clock_timestamp()
where run_id = :run_id and load = :load and gone_at is null
