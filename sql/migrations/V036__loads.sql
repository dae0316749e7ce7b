-- Several CDC tasks beside one run, and loads that are tried again: a run may have more than one DMS task, one after the other.

alter table admin.reload_run_tables add column cdc_task text;
comment on column admin.reload_run_tables.cdc_task is 'The ARN of the CDC task that replicates the table, as tables.json and settings said when the run began; null where none is known.';

create table admin.reload_loads (
  run_id bigint not null references admin.reload_runs on delete cascade,
  load integer not null,
  cdc_task text,
  attempt integer not null default 1,
  task_identifier text not null,
  task_arn text,
  began_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  outcome text check (outcome in ('LOADED', 'FAILED')),
  detail text,
  gone_at timestamptz,
  primary key (run_id, load),
  check ((ended_at is null) = (outcome is null))
);
comment on table admin.reload_loads is
  'The DMS tasks of a run, one after the other: one for the tables of each CDC task, and a new one in emptied staging where one failed in a way that may pass.';
comment on column admin.reload_loads.cdc_task is 'The CDC task whose tables are loaded; null where none is known.';
comment on column admin.reload_loads.gone_at is 'When DMS no longer had the task.';

-- Runs on their way have one.
insert into admin.reload_loads (run_id, load, task_identifier, task_arn)
select run_id, 1, task_identifier, task_arn
from admin.reload_runs
where finished_at is null and task_identifier is not null;
