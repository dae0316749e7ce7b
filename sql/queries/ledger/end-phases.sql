-- Remembers when the phases before the given one ended.
update admin.reload_phases
set finished_at = clock_timestamp()
where run_id = :run_id and phase <> :phase and finished_at is null
