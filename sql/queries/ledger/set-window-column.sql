-- The window column as the target's catalog spells it.
update admin.reload_run_tables
set window_column = :window_column
where run_id = :run_id and position = :position
