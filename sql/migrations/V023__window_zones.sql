-- How the window column of a table was read when it was loaded.
alter table admin.reload_run_tables add column window_zones text[];
comment on column admin.reload_run_tables.window_zones is
  'Of a window column of type timestamptz: the time zones in which DMS''s session may have read the source''s wall clock, as far as what was staged tells. '
  'Null: the zone of the run.';
