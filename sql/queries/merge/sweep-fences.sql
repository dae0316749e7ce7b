call admin.fence_sweep(:lock_timeout::interval, null)
