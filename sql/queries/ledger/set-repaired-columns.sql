-- The columns of a table that the run repairs, as production spells them; none where all are merged.
update admin.reload_run_tables
set repaired_columns = nullif(:columns::text[], '{}')
where run_id = :run_id and position = :position
