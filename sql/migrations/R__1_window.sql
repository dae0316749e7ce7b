-- The window: which rows it holds is judged here and nowhere else, on the value as production stores it. What production stores may be
-- another value than the source has (rounded to its precision, cut to the day, read in the zone of DMS's session): DMS is asked for more than
-- the window by that much, so that of two neighbouring windows one always holds a row.

-- The base type of a window column; an error where there is no such column, or where a window cannot be judged on its type.
create or replace function admin.window_type(relation regclass, window_column text) returns regtype
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  declared oid := (select atttypid from pg_attribute where attrelid = relation and attname = window_column and attnum > 0 and not attisdropped);
  kind regtype := admin.base_type(declared);
begin
  if declared is null then
    raise exception '% has no column %', relation, quote_ident(window_column)
      using errcode = 'WR006', hint = 'It is the window column: without it no row can be told to be inside.';
  end if;
  if kind not in ('timestamp'::regtype, 'timestamptz'::regtype, 'date'::regtype) then
    raise exception 'the window column %.% is of type %', relation, quote_ident(window_column), format_type(declared, null)
      using errcode = 'WR006', hint = 'A window is judged on a timestamp, with or without time zone, or on a date.';
  end if;
  return kind;
end
$$;

-- A moment of the window as SQL, to be compared with a value of this type; zone is where the wall clock hangs.
create or replace function admin.window_moment(moment timestamp, kind regtype, zone text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select format(case when kind = 'timestamptz'::regtype then '(%L::timestamp at time zone %L)' else '%L::timestamp' end, moment, zone)
$$;

-- SQL that is true for a row that the window does not hold. A row without a time is in no window; no window holds everything. Where the zone
-- is not known for sure, a staged row is inside if it is so in any of the zones, and a row of production if it is so in all (surely).
drop function if exists admin.outside_window(text, regclass, text, timestamp, timestamp, text);
create or replace function admin.outside_window(value text, kind regtype, low timestamp, high timestamp, zones text[], surely boolean) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when low is null then 'false' else concat(value, ' is null or ',
    string_agg(format('(%1$s < %2$s or %1$s >= %3$s)', value, admin.window_moment(low, kind, z.zone), admin.window_moment(high, kind, z.zone)),
      case when surely then ' or ' else ' and ' end)) end
  from unnest(case when kind = 'timestamptz'::regtype then zones else array[null] end) z (zone)
$$;

-- A zone as PostgreSQL calls it. The program's "+02:00" and "UTC+2" would be west of Greenwich here, as POSIX has it.
create or replace function admin.zone_name(zone text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case when zone = 'Z' then 'UTC'
    when zone ~ '^(UTC|GMT|UT)?[+-]\d' then regexp_replace(zone, '^(?:UTC|GMT|UT)?([+-])(.*)$', '<\1\2>')
      || translate(substring(zone from '[+-]'), '+-', '-+') || substring(zone from '\d.*')
    else zone end
$$;

-- The zones in which DMS's session at the target may read the wall clock of the source: that of the source, where a script after connect sets
-- it; UTC; what roles and this database are given; and what the server's own configuration most likely says, for only superusers may read it.
create or replace function admin.candidate_zones(source_zone text) returns text[]
language sql stable set search_path = pg_catalog, pg_temp as $$
  select array_agg(zone order by rank) from (
    select zone, min(rank) as rank from (
      select source_zone, 1 union all select 'UTC', 2
      union all select substring(c from '(?i)^timezone=(.*)$'), 3 from pg_db_role_setting s cross join unnest(s.setconfig) c
        where s.setdatabase in (0, (select oid from pg_database where datname = current_database())) and c ~* '^timezone='
      union all select current_setting('log_timezone'), 4) c (zone, rank)
    where zone is not null group by zone) z
$$;

-- SQL that is true for a staged value that the filter of DMS cannot have meant: it asked the source for low to high, both included. A wall
-- clock that a spring skips is read up to two hours later, or earlier, than its neighbours.
create or replace function admin.never_asked(value text, kind regtype, low timestamp, high timestamp, zone text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select format(case kind
      when 'timestamptz'::regtype then '%1$s is null or %1$s < %4$L::timestamptz or %1$s > %5$L::timestamptz'
      -- A time may have been cut to its day, or rounded.
      when 'date'::regtype then '%1$s is null or %1$s < %2$L::timestamp::date or %1$s > %3$L::timestamp::date + 1'
      else '%1$s is null or %1$s < %2$L::timestamp or %1$s > %3$L::timestamp' end,
    value, low, high,
    least(low at time zone zone, ((low + interval '2 hours') at time zone zone) - interval '2 hours'),
    greatest(high at time zone zone, ((high - interval '2 hours') at time zone zone) + interval '2 hours'))
$$;

-- Counts what was loaded. outside: what the filter of DMS cannot have let through. fitting: of the given zones those in which all of it is
-- what was asked for; null where the window column hangs on no zone.
drop function if exists admin.staging_count(text, text, timestamp, timestamp);
create or replace function admin.staging_count(
  staging_table text, window_column text, loaded_from timestamp, loaded_to timestamp, zones text[],
  out staged bigint, out outside bigint, out fitting text[])
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  staging regclass := admin.relation('staging', staging_table);
  kind regtype;
  counts bigint[];
begin
  if loaded_from is null then
    execute format('select count(*), 0 from %s', staging) into staged, outside;
    return;
  end if;
  kind := admin.window_type(staging, window_column);
  if kind <> 'timestamptz'::regtype then
    zones := array[null];
  end if;
  execute format('select count(*), array[%s] from %s s',
    (select string_agg(format('count(*) filter (where %s)', admin.never_asked(format('s.%I', window_column), kind, loaded_from, loaded_to, z.zone)), ', ' order by z.rank)
     from unnest(zones) with ordinality z (zone, rank)), staging)
  into staged, counts;
  outside := (select min(n) from unnest(counts) n);
  if kind = 'timestamptz'::regtype then
    fitting := (select array_agg(z.zone order by z.rank) from unnest(zones, counts) with ordinality z (zone, n, rank) where z.n = 0);
  end if;
end
$$;

-- The zones in which a table of a run may have been read.
create or replace function admin.window_zones(t admin.reload_run_tables, r admin.reload_runs) returns text[]
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(t.window_zones, array[coalesce(admin.zone_name(r.zone), current_setting('TimeZone'))])
$$;

-- Keeps the zones in which a table may have been read; none where its window column hangs on none. Says so where they leave open which rows the
-- window holds.
create or replace procedure admin.keep_window_zones(run bigint, pos integer, zones text[])
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  r admin.reload_runs := (select x from admin.reload_runs x where x.run_id = run);
begin
  update admin.reload_run_tables t set window_zones = nullif(zones, '{}') where t.run_id = run and t.position = pos;
  if (select count(distinct (r.window_from at time zone z, r.window_to at time zone z)) from unnest(zones) z) > 1 then
    perform admin.note_finding(run, pos, 'note', 'WINDOW_ZONE_UNKNOWN', format(
      'what was loaded fits the window in each of the zones %s: rows that are inside in one of them were taken, and none was reported as lost that is not inside in all',
      array_to_string(zones, ', ')));
  end if;
end
$$;
