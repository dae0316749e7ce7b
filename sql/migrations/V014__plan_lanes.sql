-- A large table is planned on several connections too: each lane is a range of the key.

create table admin.merge_lanes (
  run_id bigint not null references admin.reload_runs on delete cascade,
  position integer not null,
  lane integer not null,
  staged_range text not null,
  target_range text not null,
  planned boolean not null default false,
  low bigint not null,
  high bigint,
  primary key (run_id, position, lane)
);
comment on table admin.merge_lanes is 'The lanes of a plan. Rows of a lane are numbered above low up to high, in key order.';
comment on column admin.merge_lanes.staged_range is 'SQL that is true for the rows s of staging that belong to the lane.';
comment on column admin.merge_lanes.target_range is 'SQL that is true for the rows p of production that those can meet.';
comment on column admin.merge_lanes.high is 'Null until the whole table is planned.';

-- Plans that were made before.
insert into admin.merge_lanes (run_id, position, lane, staged_range, target_range, planned, low, high)
select run_id, position, l, 'true', 'true', true, total * (l - 1) / lanes, total * l / lanes
from (select run_id, position, lanes, planned_inserts + planned_updates as total from admin.reload_run_tables where merge_state <> 'PENDING') t
cross join lateral generate_series(1, lanes) l
where total is not null;

comment on column admin.reload_run_tables.lanes is 'Into so many ranges of its key the table is cut; each has its own chunks, and may be planned and applied beside the others.';
comment on column admin.merge_chunks.lane is 'The range that the chunk belongs to; 0 for quarantined rows taken up at the end, whose chunks come after all others.';
