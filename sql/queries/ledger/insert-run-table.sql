-- One table of a new run.
insert into admin.reload_run_tables
  (run_id, position, source_schema, source_table, target_schema, target_table, staging_table, window_column, window_also, window_form)
values
  (:run_id, :position, :source_schema, :source_table, :target_schema, :target_table, :staging_table,
   (:window_columns::text[])[1], nullif((:window_columns::text[])[2:], '{}'), nullif(:window_form::text, ''))
