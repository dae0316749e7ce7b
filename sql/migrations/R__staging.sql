-- Staging tables: as the source's columns stand, because DMS may COPY by position (no column of our own is ever added).

create or replace procedure admin.staging_make(staging_table text, target_schema text, target_table text, columns text[])
language plpgsql
set search_path = pg_catalog
as $$
declare
  definition text;
begin
  select string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' order by c.position)
  into strict definition
  from unnest(columns) with ordinality c (name, position)
  join pg_attribute a on a.attname = c.name and a.attrelid = format('%I.%I', target_schema, target_table)::regclass
    and not a.attisdropped;
  execute format('create table if not exists staging.%I (%s)', staging_table, definition);
end
$$;

create or replace procedure admin.staging_empty(staging_table text)
language plpgsql
set search_path = pg_catalog
as $$
begin
  execute format('truncate table staging.%I', staging_table);
end
$$;

-- outside: earlier than loaded_from, later than loaded_to, or without a time. The upper bound is inclusive, as the filter of DMS is.
create or replace function admin.staging_count(
  staging_table text, window_column text, loaded_from timestamp, loaded_to timestamp, out staged bigint, out outside bigint)
language plpgsql
stable
set search_path = pg_catalog
as $$
begin
  execute format(
    'select count(*), count(*) filter (where %1$I is null or %1$I < $1 or %1$I > $2) from staging.%2$I',
    window_column, staging_table)
  into staged, outside
  using loaded_from, loaded_to;
end
$$;
