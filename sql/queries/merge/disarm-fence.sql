call admin.fence_disarm(:run::bigint, :lock_timeout::interval)
