-- At a graceful stop: what this process holds may be claimed at once by another.
update admin.reload_runs
set owner = null, lease_until = null, due_at = clock_timestamp()
where owner = :owner and state = 'RUNNING'
