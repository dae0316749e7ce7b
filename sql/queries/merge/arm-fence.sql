call admin.fence_arm(:run::bigint, :lock_timeout::interval)
