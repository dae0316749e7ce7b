-- What the ledger remembers of runs that it has forgotten: only what they add up to, so that no meter that counts them ever falls.

create table admin.reload_forgotten_runs (
  state text not null,
  error_code text not null default '',
  refused boolean not null,
  runs bigint not null,
  primary key (state, error_code, refused)
);
comment on table admin.reload_forgotten_runs is 'How many forgotten runs there were by state and error; refused requests never became a run.';

create table admin.reload_forgotten_rows (
  target_schema text not null,
  target_table text not null,
  staged numeric not null,
  inserted numeric not null,
  updated numeric not null,
  unchanged numeric not null,
  skipped numeric not null,
  primary key (target_schema, target_table)
);
comment on table admin.reload_forgotten_rows is 'What forgotten runs did to each table.';

create table admin.reload_forgotten_phases (
  phase text primary key,
  ended bigint not null,
  took interval not null
);
comment on table admin.reload_forgotten_phases is 'How often each phase of forgotten runs ended and how long it took altogether.';

create index merge_logs_run on admin.merge_logs (run_id);
create index merge_summary_run on admin.merge_summary (run_id);
