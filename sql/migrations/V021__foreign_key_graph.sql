-- Rows that depend on each other are numbered parents first, and those that do so in a circle are written in one chunk.

alter table admin.reload_run_tables add column rows_ordered boolean not null default false;
comment on column admin.reload_run_tables.rows_ordered is
  'Whether the plan is numbered parents first, and as one with the plans of all tables that refer to it and it to them. Of no meaning where the table refers to nothing that refers back.';

create table admin.merge_circles (
  run_id bigint not null references admin.reload_runs on delete cascade,
  position integer not null,
  first_n bigint not null,
  last_n bigint not null,
  primary key (run_id, position, first_n)
);
comment on table admin.merge_circles is 'Rows of plans, by their numbers, that refer to each other in a circle: a chunk holds all of them or none. Kept with each of the tables.';

alter table admin.merge_misses add column final boolean not null default false;
comment on column admin.merge_misses.final is 'PostgreSQL refused the row though its parents seemed to be there: it is not tried again when parents come.';
