-- Who has been told how which run ended. A receiver that is away neither holds up runs nor misses one; a restart neither forgets nor repeats.

create table admin.reload_notices_since (
  since timestamptz not null default clock_timestamp(),
  only_row boolean primary key default true check (only_row)
);
comment on table admin.reload_notices_since is 'Since when notices are wanted; no row while they are not. What ended before is not told.';

create table admin.reload_notices (
  run_id bigint primary key references admin.reload_runs on delete cascade,
  tries integer not null default 1,
  first_try_at timestamptz not null default clock_timestamp(),
  due_at timestamptz not null,
  told_at timestamptz,
  given_up_at timestamptz,
  last_problem text
);
comment on table admin.reload_notices is 'One row a run whose end was to be told: when it was, or when it is tried again.';
comment on column admin.reload_notices.due_at is 'When it may be tried again. While one process tries, this keeps the others from it.';
