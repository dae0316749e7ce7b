-- The window: which rows it holds is judged here and nowhere else, on the value as production stores it. What production stores may be
-- another value than the source has (rounded to its precision, cut to the day, read in the zone of DMS's session): DMS is asked for more than
-- the window by that much, so that of two neighbouring windows one always holds a row.

-- The columns of a table that decide about its window, the first that is not NULL; none where all of the table is loaded.
create or replace function admin.window_columns(t admin.reload_run_tables) returns text[]
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select array_remove(array[t.window_column] || coalesce(t.window_also, '{}'), null)
$$;

-- SQL of the first of some values that is not NULL.
create or replace function admin.first_of(expressions text[]) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case when cardinality(expressions) > 1 then format('coalesce(%s)', array_to_string(expressions, ', ')) else expressions[1] end
$$;

-- The base type of the window columns, which is one; an error where there is no such column, or where a window cannot be judged on its type.
drop function if exists admin.window_type(regclass, text);
create or replace function admin.window_type(relation regclass, columns text[], form text) returns regtype
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  c record;
  found regtype;
begin
  for c in
    select u.name, a.atttypid as declared, admin.base_type(a.atttypid)::regtype as kind
    from unnest(columns) with ordinality u (name, rank)
    left join pg_attribute a on a.attrelid = relation and a.attname = u.name and a.attnum > 0 and not a.attisdropped
    order by u.rank
  loop
    if c.declared is null then
      raise exception '% has no column %', relation, quote_ident(c.name)
        using errcode = 'WR006', hint = 'It is the window column: without it no row can be told to be inside.';
    end if;
    if c.kind <> all (case
        when form is null then '{timestamp,timestamptz,date}'::regtype[]
        when form ~ '^epoch' then '{int4,int8,numeric}'::regtype[]
        else '{int4,int8,numeric,text,varchar,bpchar}'::regtype[] end) or c.kind <> found then
      raise exception 'the window column %.% is of type %', relation, quote_ident(c.name), format_type(c.declared, null)
        using errcode = 'WR006', hint = 'A window is judged on a timestamp, with or without time zone, on a date, or on what tables.json says of a number or a text.';
    end if;
    found := c.kind;
  end loop;
  return found;
end
$$;

-- How to_char writes what tables.json calls yyyy, MM, dd, HH, mm, ss, SSS (milliseconds) and SSSSSS (microseconds).
create or replace function admin.window_format(form text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select replace(replace(replace(replace(replace(replace(replace(replace(form,
    'T', '"T"'), 'SSSSSS', 'US'), 'SSS', 'MS'), 'ss', 'SS'), 'mm', 'MI'), 'HH', 'HH24'), 'dd', 'DD'), 'yyyy', 'YYYY')
$$;

-- A moment in seconds, or thousandths, since 1970, to the microsecond.
create or replace function admin.window_epoch(moment timestamptz, form text) returns numeric
language sql stable set search_path = pg_catalog, pg_temp as $$
  select trim_scale((extract(epoch from date_trunc('second', moment))::bigint + extract(microseconds from moment)::bigint % 1000000 * 0.000001)
    * case form when 'epoch-millis' then 1000 else 1 end)
$$;

-- A moment of the window as SQL, to be compared with a value of this type and form; zone is where the wall clock hangs.
drop function if exists admin.window_moment(timestamp, regtype, text);
create or replace function admin.window_moment(moment timestamp, kind regtype, form text, zone text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    when form ~ '^epoch' then admin.window_epoch(moment at time zone zone, form)::text
    when form is not null and kind in ('int4'::regtype, 'int8'::regtype, 'numeric'::regtype) then to_char(moment, admin.window_format(form))
    when form is not null then format('%L::text', to_char(moment, admin.window_format(form)))
    else format(case when kind = 'timestamptz'::regtype then '(%L::timestamp at time zone %L)' else '%L::timestamp' end, moment, zone) end
$$;

-- SQL of a value that is compared with such a moment: texts byte by byte.
create or replace function admin.window_value(value text, kind regtype) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case when kind in ('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype) then format('((%s)::text collate "C")', value) else value end
$$;

-- SQL that is true for a row that the window does not hold. A row without a time is in no window; no window holds everything. Where the zone
-- is not known for sure, a staged row is inside if it is so in any of the zones, and a row of production if it is so in all (surely).
drop function if exists admin.outside_window(text, regtype, timestamp, timestamp, text[], boolean);
create or replace function admin.outside_window(
  value text, kind regtype, form text, low timestamp, high timestamp, zones text[], surely boolean) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when low is null then 'false' else concat(value, ' is null or ',
    string_agg(format('(%1$s < %2$s or %1$s >= %3$s)', admin.window_value(value, kind),
        admin.window_moment(low, kind, form, z.zone), admin.window_moment(high, kind, form, z.zone)),
      case when surely then ' or ' else ' and ' end)) end
  from unnest(case when kind = 'timestamptz'::regtype or form ~ '^epoch' then zones else array[null] end) z (zone)
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
-- clock that a spring skips is read up to two hours later, or earlier, than its neighbours; one that an autumn repeats is two moments.
drop function if exists admin.never_asked(text, regtype, timestamp, timestamp, text);
create or replace function admin.never_asked(value text, kind regtype, form text, low timestamp, high timestamp, zone text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    when form is not null then concat(format('%1$s < %2$s or %1$s > %3$s', admin.window_value(value, kind),
        admin.window_moment(low - h.slack, kind, form, zone), admin.window_moment(high + h.slack, kind, form, zone)),
      -- What is written otherwise is sorted otherwise.
      case when form !~ '^epoch' then format(' or rtrim((%s)::text) !~ %L', value,
        '^' || regexp_replace(replace(form, '.', '\.'), '[yMdHmsS]', '\d', 'g') || case when kind = 'numeric'::regtype then '(\.0+)?$' else '$' end) end)
    else format(case kind
        when 'timestamptz'::regtype then '%1$s < %4$L::timestamptz or %1$s > %5$L::timestamptz'
        -- A time may have been cut to its day, or rounded.
        when 'date'::regtype then '%1$s < %2$L::timestamp::date or %1$s > %3$L::timestamp::date + 1'
        else '%1$s < %2$L::timestamp or %1$s > %3$L::timestamp' end,
      value, low, high,
      least(low at time zone zone, ((low + interval '2 hours') at time zone zone) - interval '2 hours'),
      greatest(high at time zone zone, ((high - interval '2 hours') at time zone zone) + interval '2 hours')) end
  from (select case when form ~ '^epoch' then interval '2 hours' else interval '0' end as slack) h
$$;

-- Counts what was loaded. outside: what the filter of DMS cannot have let through; of several window columns it asks for the first, and for rows
-- without it. fitting: of the given zones those in which all of it is what was asked for; null where the window column hangs on none of them.
drop function if exists admin.staging_count(text, text, timestamp, timestamp, text[]);
create or replace function admin.staging_count(
  staging_table text, columns text[], form text, loaded_from timestamp, loaded_to timestamp, zones text[], source_zone text,
  out staged bigint, out outside bigint, out fitting text[])
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  staging regclass := admin.relation('staging', staging_table);
  kind regtype;
  lacks text;
  counts bigint[];
begin
  if loaded_from is null then
    execute format('select count(*), 0 from %s', staging) into staged, outside;
    return;
  end if;
  kind := admin.window_type(staging, columns, form);
  lacks := case when cardinality(columns) > 1 then 'false' else format('s.%I is null', columns[1]) end;
  if kind <> 'timestamptz'::regtype then
    zones := array[source_zone];
  end if;
  execute format('select count(*), array[%s] from %s s',
    (select string_agg(format('count(*) filter (where %s or %s)', lacks,
        admin.never_asked(format('s.%I', columns[1]), kind, form, loaded_from, loaded_to, z.zone)), ', ' order by z.rank)
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
