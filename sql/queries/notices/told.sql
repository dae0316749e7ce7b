-- The receiver has taken the notice.
update admin.reload_notices
set told_at = clock_timestamp(), last_problem = null
where run_id = :run_id
