-- What DMS reports of a table.
update admin.reload_run_tables
set load_state = :load_state, load_rows = :load_rows
where run_id = :run_id and source_schema = :source_schema and source_table = :source_table
