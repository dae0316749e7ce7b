-- How a run writes, decided once and kept, so that a repetition after a crash writes the same way.

alter table admin.reload_runs
  add column triggers text check (triggers in ('fire', 'skip')),
  add column code_path text,
  add column trusted_owners text[] not null default '{}';
comment on column admin.reload_runs.triggers is
  'Whether the triggers and foreign keys of production act on what the run writes (fire), or not, as for a session of session_replication_role = replica (skip). Null: not decided yet.';
comment on column admin.reload_runs.code_path is
  'The search_path in which triggers and functions of production run while the run writes: that of CDC''s login where it is known, else that of whoever entered the run.';
comment on column admin.reload_runs.trusted_owners is
  'Roles whose code may run with the rights of the program, beside superusers and its own role: they own triggers and functions of production.';
