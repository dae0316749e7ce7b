-- The receiver has not taken the notice: it is tried again later, or given up.
update admin.reload_notices
set due_at = clock_timestamp() + :delay_ms * interval '1 millisecond',
    given_up_at = case when :give_up then clock_timestamp() end,
    last_problem = :problem
where run_id = :run_id and told_at is null
