-- Follows deletes in the tables of a run from now on, and stores the horizon. 55P03 where a lock is not had: call again.
call admin.fence_arm(:run_id::bigint, :lock_timeout_ms::bigint * interval '1 millisecond')
