-- What decides about the window, as the target's catalog spells it; no column where all of the table is loaded.
update admin.reload_run_tables
set window_column = (:window_columns::text[])[1],
    window_also = nullif((:window_columns::text[])[2:], '{}'),
    window_form = nullif(:window_form::text, '')
where run_id = :run_id and position = :position
