-- A window is judged on a column, on the next one where that is NULL, or on none: then all of a table is loaded.
alter table admin.reload_tables alter column window_column drop not null, add column window_also text[], add column window_form text;
alter table admin.reload_run_tables alter column window_column drop not null, add column window_also text[], add column window_form text;
comment on column admin.reload_run_tables.window_column is 'The column that decides whether a row is in the window; null where all of the table is loaded.';
comment on column admin.reload_run_tables.window_also is 'The columns that decide, in this order, where those before are NULL.';
comment on column admin.reload_run_tables.window_form is 'How these columns tell a time where they are none: epoch-seconds, epoch-millis, or a format such as yyyyMMdd.';
