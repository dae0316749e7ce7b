-- Whether staging may be believed: asked after the load, before anything is planned or written. From the bottom up; assert_staging is what
-- is called. All but two scans of staging looks at a sample of rows that production has under the same key.

-- Values compare across the types of a class.
create or replace function admin.value_class(type_id oid) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
      when b.oid in ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'numeric'::regtype, 'float4'::regtype, 'float8'::regtype) then 'number'
      when b.oid in ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype) then 'time'
      when b.typcategory = 'S' then 'text'
      else format_type(b.oid, null) end
  from pg_type b where b.oid = admin.base_type(type_id)
$$;

-- A value as text that is the same for the same value of another type of its class: 1 and 1.0, a date and its midnight.
create or replace function admin.class_value(value text, type_id oid) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select format(case
      when admin.base_type(type_id) = 'numeric'::regtype then 'trim_scale(%s::numeric)::text'
      when admin.value_class(type_id) = 'time' then '%s::timestamp::text'
      else '%s::text' end, value)
$$;

-- Places of at most 2000 rows.
create or replace function admin.sample_places(relation regclass) returns tid[]
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  pages bigint := pg_relation_size(relation) / current_setting('block_size')::bigint;
  places tid[];
begin
  execute format('select array_agg(ctid) from (select ctid from %s %s limit 2000) s', relation,
    case when pages > 400 then format('tablesample system (%s) repeatable (1)', 100.0 * 400 / pages) end)
  into places;
  return coalesce(places, '{}');
end
$$;

-- One row a column that a merge of the table would write.
create or replace function admin.asserted_columns(target regclass, staging regclass)
returns table (name text, attname name, is_key boolean, class text, differs text, s_value text, p_value text, s_name text, type_id oid, fallback boolean, demanded boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select m.name, p.attname, m.key_rank is not null, admin.value_class(p.atttypid), m.differs, admin.class_value('s.' || m.name, s.atttypid),
    admin.class_value('p.' || m.name, p.atttypid), 's.' || m.name, p.atttypid, p.atthasdef or p.attidentity <> '', p.attnotnull and not p.atthasdef and p.attidentity = ''
  from admin.merge_columns(target, staging) m
  join pg_attribute p on p.attrelid = target and p.attnum = m.attribute
  join pg_attribute s on s.attrelid = staging and s.attname = p.attname
  order by m.attribute
$$;

-- Stops a run, unless its request has accepted that code: then it stands with the run as a note.
create or replace function admin.doubt(run bigint, pos integer, state text, code text, detail text, way text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (select r.options #> '{staging,accept}' ? code from admin.reload_runs r where r.run_id = run) then
    perform admin.note_finding(run, pos, 'note', code, 'accepted: ' || detail);
    return;
  end if;
  raise exception '%', detail using errcode = state, hint = way;
end
$$;

-- Columns that came without a single value. Known ones, which tables.json declares or a load has filled, are NULL at the source. The others
-- are left out of the merge; and where production has values there, or cannot do without, the run stops: the load did not bring them.
create or replace function admin.assert_loaded(run bigint, pos integer, t record, places tid[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  r record := (select x from (select u.staging_table, u.window_column, u.window_also, g.columns, o.origin = 'look' as look,
      (select l.loaded_columns from admin.reload_run_tables l where l.run_id = o.of_run_id and (l.target_schema, l.target_table) = (u.target_schema, u.target_table)) as learned
    from admin.reload_run_tables u join admin.reload_runs o using (run_id)
    left join admin.reload_tables g on (g.target_schema, g.target_table) = (u.target_schema, u.target_table)
    where u.run_id = run and u.position = pos) x);
  names name[];
  counts bigint[];
  total bigint;
  empty name[];
  filled text;
begin
  select array_agg(attname), null into names from admin.asserted_columns(t.target, t.staging);
  execute format('select count(*), array[%s] from %s s', (select string_agg(format('count(%s)', s_name), ', ') from admin.asserted_columns(t.target, t.staging)), t.staging)
  into total, counts;
  update admin.reload_run_tables u set loaded_columns = array(
    select n.name from unnest(names, counts) n (name, filled) where n.filled > 0 union select unnest(r.learned) order by 1)
  where u.run_id = run and u.position = pos;
  if total = 0 then
    return;
  end if;
  select array_agg(c.attname) into empty
  from unnest(names, counts) n (name, filled) join admin.asserted_columns(t.target, t.staging) c on c.attname = n.name
  where n.filled = 0 and not c.is_key and (r.window_also is null and c.attname = r.window_column) is not true;
  if empty is null then
    return;
  end if;
  execute format('select array[%s] from %s s join %s p on %s where s.ctid = any ($1)',
    (select string_agg(format('count(p.%I)', e), ', ') from unnest(empty) e), t.staging, t.target, t.p_is_s)
  into counts using places;
  perform admin.assert_empty(run, pos, t, r, empty, counts);
end
$$;

-- What becomes of columns that came empty, given how many compared rows of production have a value there.
create or replace function admin.assert_empty(run bigint, pos integer, t record, r record, empty name[], filled bigint[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  unknown name[] := array(select e from unnest(empty) e where not exists (
    select from unnest(r.columns || r.learned) known where lower(known) = lower(e::text)));
  lost text;
  meant text;
  defaulted text;
begin
  select string_agg(quote_ident(e.name), ', ') filter (where e.name = any (unknown) and e.filled > 0 and not r.look or c.demanded),
    string_agg(quote_ident(e.name), ', ') filter (where e.name <> all (unknown) and e.filled > 0 and not c.demanded),
    string_agg(quote_ident(e.name), ', ') filter (where e.name = any (unknown) and c.fallback)
  into lost, meant, defaulted
  from unnest(empty, filled) e (name, filled) join admin.asserted_columns(t.target, t.staging) c on c.attname = e.name;
  if lost is not null then
    perform admin.doubt(run, pos, 'WR181', 'COLUMNS_NOT_LOADED',
      format('%s came without a single value in %s, and production has values there, or must have', t.staging, lost),
      'Declare in tables.json, as "columns", the columns that the source has, in its order; those that only production has are left alone then.');
  end if;
  insert into admin.staging_left_out (staging_table, column_name) select r.staging_table, u from unnest(unknown) u on conflict do nothing;
  if meant is not null and not r.look then
    perform admin.note_finding(run, pos, 'note', 'COLUMNS_NOT_LOADED',
      format('%s came without a single value, and production has some there: written as NULL, for the source is known to have it', meant));
  elsif defaulted is not null and lost is null then
    perform admin.note_finding(run, pos, 'note', 'COLUMNS_NOT_LOADED',
      format('%s came without a single value and tables.json does not declare it: left out, new rows get its default', defaulted));
  end if;
end
$$;

-- Which columns hold what production has in another one, in the rows of a sample: "takes" of at least 80 in 100 rows that tell them apart.
-- Columns that change places in a ring are exchanged. One that only hands its values on may be history at the source (the last value moves
-- to a column for the last but one): it counts where the rows' time says that they have not changed.
create or replace function admin.exchanged_columns(t record, places tid[]) returns table (name text, takes text, rows bigint, of_rows bigint)
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  wrong text[];
  i record;
  j record;
  n bigint[];
  same_time text := case when t.window_held is null then 'false' else format('%s = %s', t.window_value, t.window_held) end;
  edges jsonb := '[]';
begin
  execute format('select array[%s] from %s s join %s p on %s where s.ctid = any ($1)',
    (select string_agg(format('count(*) filter (where %s)', c.differs), ', ') from admin.asserted_columns(t.target, t.staging) c where not c.is_key),
    t.staging, t.target, t.p_is_s)
  into n using places;
  wrong := array(
    select c.name from (select c.name, row_number() over () as place from admin.asserted_columns(t.target, t.staging) c where not c.is_key) c
    where n[c.place] >= 3 order by n[c.place] desc limit 40);
  for i in select c.* from admin.asserted_columns(t.target, t.staging) c where c.name = any (wrong) loop
    for j in select c.* from admin.asserted_columns(t.target, t.staging) c where c.name = any (wrong) and c.class = i.class and c.name <> i.name loop
      execute format($f$
        select array[count(*), count(*) filter (where %1$s is not distinct from %4$s), count(*) filter (where %1$s is not distinct from %3$s),
          count(*) filter (where %2$s is not distinct from %4$s), count(*) filter (where %1$s is not distinct from %4$s and %5$s)]
        from %6$s s join %7$s p on %8$s
        where s.ctid = any ($1) and %3$s is distinct from %4$s$f$,
        i.s_value, j.s_value, i.p_value, j.p_value, same_time, t.staging, t.target, t.p_is_s)
      into n using places;
      if n[1] >= 3 and n[2] * 5 >= n[1] * 4 and n[3] * 5 <= n[1] and n[4] * 5 <= n[1] then
        edges := edges || jsonb_build_object('i', i.name, 'j', j.name, 'n', n[2], 'of', n[1], 'still', n[5] * 5 >= n[1] * 4);
      end if;
    end loop;
  end loop;
  return query
  with recursive edge as (
    select e ->> 'i' as i, e ->> 'j' as j, (e ->> 'n')::bigint as n, (e ->> 'of')::bigint as of_n, (e ->> 'still')::boolean as still
    from jsonb_array_elements(edges) e
  ), walk as (
    select i as start, j as at from edge
    union select w.start, e.j from walk w join edge e on e.i = w.at
  )
  select e.i, e.j, e.n, e.of_n from edge e where e.still or exists (select from walk w where w.start = e.j and w.at = e.i);
end
$$;

-- The same where the key itself has changed places with another column: rows are not found under their own key, but under the other's value.
create or replace function admin.exchanged_keys(t record, places tid[]) returns table (name text, takes text, rows bigint, of_rows bigint)
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  own bigint;
  k record;
  c record;
  n bigint[];
begin
  execute format('select count(*) from %s s join %s p on %s where s.ctid = any ($1) and %s', t.staging, t.target, t.p_is_s,
    case when t.window_held is null then 'true' else format('%s is not distinct from %s', t.window_value, t.window_held) end)
  into own using places;
  if own * 2 >= cardinality(places) then
    return;
  end if;
  for k in select a.* from admin.asserted_columns(t.target, t.staging) a where a.is_key loop
    for c in select a.* from admin.asserted_columns(t.target, t.staging) a where a.class = k.class and a.name <> k.name limit 40 loop
      begin
        execute format($f$
          select array[count(*), count(*) filter (where exists (select from %1$s p where %2$s and %3$s = %4$s)),
            count(*) filter (where exists (select from %1$s p where %5$s and %6$s is not distinct from %3$s))]
          from %7$s s where s.ctid = any ($1) and %4$s is distinct from %6$s$f$,
          t.target, (
            select string_agg(format('p.%s%s%s', key.name, key.equals, case key.name when k.name then c.s_name when c.name then k.s_name else 's.' || key.name end
              || '::' || format_type(admin.base_type(a.atttypid), -1)), ' and ')
            from admin.key_columns(t.target) key join pg_attribute a on a.attrelid = t.target and a.attnum = key.attribute),
          c.p_value, k.s_value, t.p_is_s, c.s_value, t.staging)
        into n using places;
      exception when data_exception then
        n := '{0,0,0}';
      end;
      if n[1] >= 3 and n[2] * 5 >= n[1] * 4 and n[3] * 5 <= n[1] then
        return query select k.name, c.name, n[2], n[1];
      end if;
    end loop;
  end loop;
end
$$;

create or replace function admin.assert_places(run bigint, pos integer, t record, places tid[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  found text := (
    select string_agg(format('%s holds what production has in %s, in %s of %s rows', x.name, x.takes, x.rows, x.of_rows), '; ')
    from (select * from admin.exchanged_columns(t, places) union all select * from admin.exchanged_keys(t, places)) x);
begin
  if found is not null then
    perform admin.doubt(run, pos, 'WR182', 'COLUMNS_EXCHANGED', format('%s: %s', t.staging, found),
      'Declare in tables.json, as "columns", the source''s columns in the source''s order, and drop the staging table.');
  end if;
end
$$;

-- Values that stand exactly where DMS cuts large objects (its limit, in bytes or in characters), and differ from production's; and those at
-- half of it, where it counts two bytes a character, that production has in full. jsonb and numbers cannot be cut unnoticed.
create or replace function admin.assert_lobs(run bigint, pos integer, t record, lob_limit bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  c record;
  s text;
  p text;
  n bigint;
  cut text;
begin
  for c in
    select a.* from admin.asserted_columns(t.target, t.staging) a
    where not a.is_key and (a.class in ('text', 'bytea', 'json', 'xml')) and not exists (
      select from pg_attribute x join pg_type y on y.oid = x.atttypid
      where x.attrelid = t.target and x.attname = a.attname and y.typcategory = 'S' and x.atttypmod - 4 between 1 and lob_limit / 2 - 1)
  loop
    s := case when c.class in ('json', 'xml') then c.s_value else c.s_name end;
    p := case when c.class in ('json', 'xml') then c.p_value else 'p.' || c.name end;
    execute format($f$
      select count(*) from (select *, octet_length(%1$s) as reload_bytes, length(%1$s) as reload_length from %2$s s where octet_length(%1$s) >= $1 / 2) s
      left join %3$s p on %4$s
      where (%5$s is null or %1$s <> %5$s) and (reload_bytes between $1 - 3 and $1 or reload_length = $1
        or (reload_length = $1 / 2 or reload_bytes between $1 / 2 and $1 / 2 + 3) and length(%5$s) > reload_length and %6$s = %1$s)$f$,
      s, t.staging, t.target, t.p_is_s, p, case when c.class = 'bytea' then format('substr(%s, 1, reload_length)', p) else format('left(%s, reload_length)', p) end)
    into n using lob_limit;
    if n > 0 then
      cut := concat_ws(', ', cut, format('%s (%s values)', c.name, n));
    end if;
  end loop;
  if cut is not null then
    perform admin.doubt(run, pos, 'WR183', 'LOB_TRUNCATED', format('%s: %s as long as the largest object that DMS loads, %s bytes', t.staging, cut, lob_limit),
      'Raise reload.dms.lob-max-size-kb above the source''s longest value.');
  end if;
end
$$;

-- Asserts what is staged for one table of a run against production; raises what it doubts. Can be repeated. lob_limit is in bytes, null
-- where nothing is cut. A look reads few rows, in columns whose places its run has asserted.
create or replace function admin.assert_staging(run bigint, pos integer, lob_limit bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp set jit = off set max_parallel_workers_per_gather = 0 as $$
declare
  t record;
  places tid[];
begin
  delete from admin.staging_left_out l using admin.reload_run_tables r
  where r.run_id = run and r.position = pos and l.staging_table = r.staging_table;
  t := admin.merge_terms(run, pos);
  perform admin.plan_settings(run);
  places := admin.sample_places(t.staging);
  perform admin.assert_loaded(run, pos, t, places);
  if (select r.origin <> 'look' from admin.reload_runs r where r.run_id = run) then
    perform admin.assert_places(run, pos, t, places);
  end if;
  if lob_limit is not null then
    perform admin.assert_lobs(run, pos, t, lob_limit);
  end if;
  perform admin.leave_others(run, pos);
end
$$;
