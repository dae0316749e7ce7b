-- Runs about runs: an undo takes back what a run wrote, a second look reads some of its rows again.

alter table admin.reload_runs add column of_run_id bigint references admin.reload_runs on delete cascade;
comment on column admin.reload_runs.of_run_id is 'The run that this one undoes (origin undo) or looks at again (origin look).';
create index reload_runs_of_run on admin.reload_runs (of_run_id) where of_run_id is not null;

alter table admin.reload_runs drop constraint reload_runs_origin_check;
alter table admin.reload_runs add constraint reload_runs_origin_check
  check (origin in ('file', 'schedule', 'cli', 'api', 'jmx', 'psql', 'undo', 'look'));

alter table admin.merge_logs add column records_deleted bigint;
comment on column admin.merge_logs.records_deleted is 'Rows that the run removed from production: an undo, or a second look that was asked to.';

alter table admin.reload_run_tables add column unread bigint not null default 0;
comment on column admin.reload_run_tables.unread is 'Keys that a second look would have had to read, and could not: beyond the most of a table, or such that no filter of DMS can name them.';

alter table admin.reload_look_keys drop constraint reload_look_keys_outcome_check;
alter table admin.reload_look_keys add constraint reload_look_keys_outcome_check
  check (outcome in ('there', 'gone', 'kept', 'deleted', 'touched', 'unread'));
comment on column admin.reload_look_keys.outcome is
  'there: the source has it, so it was merged; gone: neither side has it; kept: only production has it and it was left; deleted: it was removed; touched: CDC has written or deleted it meanwhile; unread: no filter of DMS can name it.';
