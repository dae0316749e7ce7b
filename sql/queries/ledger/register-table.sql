-- A table that may be reloaded.
insert into admin.reload_tables
  (position, source_schema, source_table, target_schema, target_table, staging_table, window_column, window_also, window_form, columns)
values
  (:position, :source_schema, :source_table, :target_schema, :target_table, :staging_table,
   (:window_columns::text[])[1], nullif((:window_columns::text[])[2:], '{}'), nullif(:window_form::text, ''), :columns::text[])
