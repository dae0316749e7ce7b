-- A table that may be reloaded.
insert into admin.reload_tables
  (position, source_schema, source_table, target_schema, target_table, staging_table, window_column, columns)
values
  (:position, :source_schema, :source_table, :target_schema, :target_table, :staging_table, :window_column, :columns::text[])
