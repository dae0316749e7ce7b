alter table admin.reload_look_keys drop constraint reload_look_keys_outcome_check;
alter table admin.reload_look_keys add constraint reload_look_keys_outcome_check check (outcome in (
  'there', 'gone', 'kept', 'deleted', 'touched', 'unread', 'missing', 'unproven', 'has_children', 'refused', 'vanished', 'unwaited'));
comment on column admin.reload_look_keys.outcome is
  'there: the source has it, so it was merged; gone: neither side has it; kept: only production has it and it was left; deleted: it was removed; touched: CDC has written or deleted it meanwhile; unproven: it did not come back, and no control key shows that it could have; has_children: rows of other tables refer to it; refused: PostgreSQL did not let it go; missing: a control key that did not come back; vanished: production lost it while no fence stood; unwaited: the source has it no more, and CDC may not have got there yet, so it was left.';
