-- A table of a run may fail alone: the others go on, and a new attempt takes what is left.

alter table admin.reload_run_tables add column failed_code text;
alter table admin.reload_run_tables add column failed_detail text;
alter table admin.reload_run_tables add column failed_step text;
alter table admin.reload_run_tables add column failed_at timestamptz;
comment on column admin.reload_run_tables.failed_code is
  'Why the run goes on, or went on, without this table: a word of the program''s error codes. How far it had come stands in merge_state; what was committed stays.';

alter table admin.reload_runs add column rest_of bigint references admin.reload_runs on delete set null;
create index reload_runs_rest_of on admin.reload_runs (rest_of) where rest_of is not null;
comment on column admin.reload_runs.rest_of is
  'The attempt before this one, of whose tables this one takes only those that are not done.';
