-- The zones in which DMS may have read the window column of a table; null where it hangs on none.
update admin.reload_run_tables
set window_zones = nullif(:zones::text[], '{}')
where run_id = :run_id and position = :position
