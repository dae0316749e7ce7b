-- One table, merged on several connections.

alter table admin.reload_run_tables add column lanes integer not null default 1;
comment on column admin.reload_run_tables.lanes is 'Into so many ranges of equal size the plan is cut; each has its own chunks, and may be applied beside the others.';

alter table admin.merge_chunks add column lane integer not null default 1;
comment on column admin.merge_chunks.lane is 'The range of the plan that the chunk belongs to; 0 for quarantined rows taken up at the end, whose chunks come after all others.';
alter table admin.merge_chunks drop constraint merge_chunks_pkey, add primary key (run_id, position, lane, chunk);
