-- Puts the fence of a look on while that of the run before it stands. 55P03 where a lock is not had: call again.
call admin.look_arm(:run_id::bigint, :look_run_id::bigint, :most::integer, :lock_timeout_ms::bigint * interval '1 millisecond')
