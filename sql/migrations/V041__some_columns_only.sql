-- A request may name columns: these are repaired, and the others stay as production has them.
alter table admin.reload_run_tables add column repaired_columns text[];
comment on column admin.reload_run_tables.repaired_columns is 'The columns that the request names, as production spells them; null where all are merged.';
alter table admin.staging_left_out add column unasked boolean not null default false;
comment on column admin.staging_left_out.unasked is 'The source has it, and the run repairs other columns only.';
