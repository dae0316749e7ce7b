-- A run that a person holds up, and how fast a merge may write.

alter table admin.reload_runs
  add column paused_by text,
  add column pause_reason text,
  add column rows_per_second integer;
comment on column admin.reload_runs.paused_by is 'Who has told the run to rest: a merge does at its next chunk. Null while it may move.';
comment on column admin.reload_runs.rows_per_second is 'How many rows a call of the merge may write a second; null for as many as it can.';
