-- Another person than the one who asks lets a run go on; and whatever a run waits for is said.

alter table admin.reload_runs
  add column waiting text,
  add column parked boolean not null default false,
  add column approved_by text,
  add column approved_at timestamptz;
comment on column admin.reload_runs.waiting is 'What the run waits for before it goes on with its step, in words; null while it moves.';
comment on column admin.reload_runs.parked is 'The run waits for a person and holds nothing: later runs that share a table pass it.';
comment on column admin.reload_runs.approved_by is 'Who let the run go on, where reload.approval wants that of somebody else than the requester.';

alter table admin.reload_operations drop constraint reload_operations_operation_check;
alter table admin.reload_operations add constraint reload_operations_operation_check
  check (operation in ('submit', 'cancel', 'retry', 'undo', 'dismiss', 'pause', 'resume', 'approve'));
