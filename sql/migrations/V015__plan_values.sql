-- A plan holds the staged values that it writes, so that a chunk need not look for them in staging.

alter table admin.reload_run_tables add column plan_has_values boolean not null default false;
comment on column admin.reload_run_tables.plan_has_values is
  'Whether the plan holds the staged values of its rows. Not where that would copy values out of line, nor for long after the run: an undo needs only keys.';
