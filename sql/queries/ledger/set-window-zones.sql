-- The zones in which DMS may have read the window column of a table; none where it hangs on none.
call admin.keep_window_zones(:run_id, :position, :zones::text[])
