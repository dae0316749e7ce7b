-- Asks a run to stop; it notices at its next step. A run that nobody holds is due at once.
update admin.reload_runs
set cancel_reason = coalesce(cancel_reason, :reason),
    due_at = clock_timestamp()
where run_id = :run_id and state in ('QUEUED', 'RUNNING')
