-- How a run writes, decided once and kept, so that a repetition after a crash writes the same way.

alter table admin.reload_runs
  add column triggers text check (triggers in ('fire', 'skip'));
comment on column admin.reload_runs.triggers is
  'Whether the triggers and foreign keys of production act on what the run writes (fire), or not, as for a session of session_replication_role = replica (skip). Null: not decided yet.';
