-- Looks follow looks until nothing is open.

alter table admin.reload_runs add column look_round integer;
comment on column admin.reload_runs.look_round is 'Of a look: the how manieth about its run, from 1; a new attempt of a failed one has the same number.';
update admin.reload_runs set look_round = 1 where origin = 'look';

alter table admin.reload_look_keys
  add column asked boolean not null default true,
  add column control boolean not null default false,
  add column own boolean not null default false,
  add column detail text;
update admin.reload_look_keys set own = reason = 'inserted';
comment on column admin.reload_look_keys.asked is 'Whether this look asks for it; the others wait for the next look.';
comment on column admin.reload_look_keys.control is 'A key that the run has read from the source: if it does not come back, that another key does not come back proves nothing.';
comment on column admin.reload_look_keys.own is 'Whether the run, or a look at it, has inserted the row itself: it is taken back where the source has it no more.';
comment on column admin.reload_look_keys.detail is 'What kept the row from being settled.';
alter table admin.reload_look_keys drop constraint reload_look_keys_outcome_check;
alter table admin.reload_look_keys add constraint reload_look_keys_outcome_check
  check (outcome in ('there', 'gone', 'kept', 'deleted', 'touched', 'unread', 'missing', 'unproven', 'has_children', 'refused'));
comment on column admin.reload_look_keys.outcome is
  'there: the source has it, so it was merged; gone: neither side has it; kept: only production has it and it was left; deleted: it was removed; touched: CDC has written or deleted it meanwhile; unproven: it did not come back, and no control key shows that it could have; has_children: rows of other tables refer to it; refused: PostgreSQL did not let it go; missing: a control key that did not come back.';

alter table admin.reload_run_tables add column left_open bigint not null default 0;
comment on column admin.reload_run_tables.left_open is 'Keys that no look at the run has settled.';
