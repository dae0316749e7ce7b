-- What became of a DMS task of a run; its first end counts.
update admin.reload_loads
set ended_at = clock_timestamp(), outcome = :outcome, detail = :detail
where run_id = :run_id and load = :load and ended_at is null
