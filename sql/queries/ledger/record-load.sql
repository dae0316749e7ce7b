-- What DMS reports of a table, and since when it reports rows.
update admin.reload_run_tables
set load_state = :load_state,
    load_rows = :load_rows,
    load_started_at = case when :load_rows > 0 then coalesce(load_started_at, clock_timestamp()) end,
    load_seen_at = clock_timestamp()
where run_id = :run_id and source_schema = :source_schema and source_table = :source_table
