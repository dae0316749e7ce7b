-- A plan is the word of the transactions that wrote it: the proof of a merge asks whether anybody has changed it since.
alter table admin.merge_lanes add column planned_by xid;
comment on column admin.merge_lanes.planned_by is 'The transaction that wrote the rows of the lane into the plan; null until then.';
