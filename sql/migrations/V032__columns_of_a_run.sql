-- The columns that a run has compared: what is added, dropped or renamed while DMS loads, nobody has compared.
alter table admin.reload_run_tables add column compared_columns jsonb;
comment on column admin.reload_run_tables.compared_columns is
  'Production''s and staging''s columns when the run compared them: {"staging.t": {"name": "place type"}}. Null where it has not.';
