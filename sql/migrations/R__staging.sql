-- Staging tables: as the source's columns stand, because DMS may COPY by position (no column of our own is ever added).

-- What tells our staging tables from those of others, in the table's comment: ours name this ledger.
create or replace function admin.staging_mark() returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select 'Filled and emptied by Window Reload, ledger ' || ledger_id from admin.reload_ledger
$$;

-- Whether a table in staging is somebody else's: there, but neither made by us nor given to us.
create or replace function admin.staging_foreign(staging_table text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    (select obj_description(c.oid, 'pg_class') is distinct from admin.staging_mark() from pg_class c where c.oid = to_regclass(format('staging.%I', staging_table))),
    false)
$$;

create or replace function admin.check_staging_owned(staging_table text) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if admin.staging_foreign(staging_table) then
    raise exception 'staging.% was not made by this program: it will not be emptied or written', quote_ident(staging_table)
      using errcode = 'WR184', hint = format('Rename it, or give it away with all its rows: CALL admin.staging_adopt(%L)', staging_table);
  end if;
end
$$;

-- Gives a table of somebody else in staging to the program, which will empty it. Only its owner can.
create or replace procedure admin.staging_adopt(staging_table text)
language plpgsql
set search_path = pg_catalog
as $$
begin
  execute format('comment on table staging.%I is %L', staging_table, admin.staging_mark());
end
$$;

-- A staging table: production's types; of a domain that of its values, because what its CHECK refuses is a row's fault and none of the load's.
create or replace procedure admin.staging_make(staging_table text, target_schema text, target_table text, columns text[])
language plpgsql
set search_path = pg_catalog
as $$
declare
  definition text;
begin
  if to_regclass(format('staging.%I', staging_table)) is not null then
    perform admin.check_staging_owned(staging_table);
    return;
  end if;
  select string_agg(format('%I %s', a.attname, admin.bare_type(a.atttypid, a.atttypmod)), ', ' order by c.position)
  into strict definition
  from unnest(columns) with ordinality c (name, position)
  join pg_attribute a on a.attname = c.name and a.attrelid = format('%I.%I', target_schema, target_table)::regclass
    and not a.attisdropped;
  execute format('create table staging.%I (%s)', staging_table, definition);
  call admin.staging_adopt(staging_table);
end
$$;

-- Empties a staging table, and takes the index of its key that a plan gave it, which the next load shall not keep up. Somebody who reads
-- staging holds this up: 55P03 where that lasts; call again.
create or replace procedure admin.staging_empty(staging_table text)
language plpgsql
set search_path = pg_catalog
set lock_timeout = '5s'
as $$
declare
  index regclass;
begin
  perform admin.check_staging_owned(staging_table);
  execute format('truncate table staging.%I', staging_table);
  delete from admin.staging_left_out l where l.staging_table = staging_empty.staging_table;
  for index in
    select c.oid from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid = to_regclass(format('staging.%I', staging_table)) and c.relname ~ '^reload_key_\d+_\d+$'
  loop
    execute format('drop index %s', index);
  end loop;
end
$$;

-- Empties what runs that failed, or were told to, have left in staging for a look, once they ended longer ago. A table that another run, or
-- somebody with psql, has used since is theirs. Returns how many tables were swept; what is locked is left for the next time.
create or replace procedure admin.staging_sweep(older_than interval, inout swept bigint default 0)
language plpgsql
as $$
declare
  leftover record;
begin
  set local search_path = pg_catalog, pg_temp;
  swept := 0;
  for leftover in
    select distinct on (t.staging_table) t.run_id, t.position, t.staging_table, r.state, r.finished_at, t.staging_swept_at,
      r.origin <> 'psql' and (r.error_code is not null or coalesce(r.options ->> 'cleanup', 'true') = 'false') as left_rows
    from admin.reload_run_tables t
    join admin.reload_runs r using (run_id)
    order by t.staging_table, t.run_id desc
  loop
    continue when not leftover.left_rows or leftover.staging_swept_at is not null or leftover.finished_at is null
      or leftover.finished_at > clock_timestamp() - older_than;
    begin
      -- As long as this is held, no run can be accepted.
      perform pg_advisory_xact_lock(hashtextextended('window-reload requests', 0));
      if not exists (select from admin.reload_run_tables t where t.staging_table = leftover.staging_table and t.run_id > leftover.run_id)
        and to_regclass(format('staging.%I', leftover.staging_table)) is not null
        and not admin.staging_foreign(leftover.staging_table)
      then
        call admin.staging_empty(leftover.staging_table);
        update admin.reload_run_tables t set staging_swept_at = clock_timestamp() where t.run_id = leftover.run_id and t.position = leftover.position;
        swept := swept + 1;
      end if;
    exception when lock_not_available then
      null; -- the next sweep finds it again
    end;
    commit;
    set local search_path = pg_catalog, pg_temp;
  end loop;
end
$$;
