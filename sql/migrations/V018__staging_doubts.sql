-- What is known of the source's columns, so that what only production has is never written.

alter table admin.reload_tables add column columns text[];
comment on column admin.reload_tables.columns is 'The source''s columns in its order, as tables.json declares them; null where it does not.';

alter table admin.reload_run_tables add column loaded_columns text[];
comment on column admin.reload_run_tables.loaded_columns is 'The columns that came with at least one value: the source is known to have them. A look knows what its run has learned.';

create table admin.staging_left_out (
  staging_table text not null,
  column_name text not null,
  primary key (staging_table, column_name)
);
comment on table admin.staging_left_out is
  'Columns of a staging table that nobody knows the source to have: tables.json does not declare them and the rows that are staged now have no value there. No merge writes them.';
