-- Stops following deletes. 55P03 where a lock is not had: call again.
call admin.fence_disarm(:run_id::bigint, :lock_timeout_ms::bigint * interval '1 millisecond')
