-- The plan: one pass that compares every staged row with production and with the fence, and keeps what is to be done.

-- The advisory lock of a table's merge. Who plans, ends or undoes one holds it alone; those who apply lanes share it.
create or replace function admin.merge_lock(target regclass) returns bigint
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select (x'77726c64'::bigint << 32) + target::oid::bigint
$$;

-- One merge at a time on a table: held until the transaction ends.
create or replace function admin.lock_merge(target regclass) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  select pg_advisory_xact_lock(admin.merge_lock(target))
$$;

-- Everything the statements of one table of a run are made of.
drop function if exists admin.merge_terms(bigint, integer);
create or replace function admin.merge_terms(run bigint, pos integer,
  out target regclass, out staging regclass, out plain boolean, out fence text, out plan text, out before text,
  out keys text, out staged_keys text, out copied text[], out staged_row text, out key_json text, out first_key text, out key_arbiter boolean,
  out p_is_s text, out p_is_d text, out o_is_d text, out s_is_d text, out z_is_s text, out z_is_d text,
  out columns text, out staged_values text, out assignments text, out differs text,
  out window_value text, out window_column text, out outside text, out touched text, out repair boolean, out undo boolean,
  out partial_key boolean, out triggers text, out look boolean)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  t admin.reload_run_tables;
  r admin.reload_runs;
  key_values text;
  unequal text;
begin
  select * into strict r from admin.reload_runs where run_id = run;
  select * into strict t from admin.reload_run_tables where run_id = run and position = pos;
  target := admin.relation(t.target_schema, t.target_table);
  staging := admin.relation('staging', t.staging_table);
  plain := (select relkind = 'r' and not relhassubclass from pg_class where oid = target);
  fence := quote_ident(admin.fence_name(coalesce(t.fence_run_id, run), coalesce(t.fence_position, pos)));
  plan := format('plan_%s_%s', run, pos);
  before := format('before_%s_%s', run, pos);
  touched := admin.touched(r.fence, r.fence_open);
  look := r.origin = 'look';
  repair := r.options ->> 'newerInTarget' = 'repair';
  undo := coalesce((r.options ->> 'undo')::boolean, true);
  triggers := admin.run_triggers(run);
  partial_key := cardinality(admin.declared_key(target)) < (select i.indnkeyatts from pg_index i where i.indrelid = target and i.indisprimary);
  select string_agg(k.name, ', ' order by k.rank), string_agg(format('%s as %s', m.value, m.name), ', ' order by k.rank),
    string_agg(format('%L, d.%s', a.attname, k.name), ', ' order by k.rank), min(k.name) filter (where k.rank = 1), not bool_or(k.deferred),
    string_agg(concat('p.', k.name, k.equals, m.value), ' and ' order by k.rank), string_agg(concat('p.', k.name, k.equals, 'd.', k.name), ' and ' order by k.rank),
    string_agg(concat('o.', k.name, k.equals, 'd.', k.name), ' and ' order by k.rank), string_agg(concat(m.value, k.equals, 'd.', k.name), ' and ' order by k.rank),
    string_agg(concat('z.', k.name, k.equals, m.value), ' and ' order by k.rank), string_agg(concat('z.', k.name, k.equals, 'd.', k.name), ' and ' order by k.rank),
    string_agg(m.value, ', ' order by k.rank)
  into keys, staged_keys, key_json, first_key, key_arbiter, p_is_s, p_is_d, o_is_d, s_is_d, z_is_s, z_is_d, key_values
  from admin.key_columns(target) k
  join pg_attribute a on a.attrelid = target and a.attnum = k.attribute
  left join admin.merge_columns(target, staging) m on m.key_rank = k.rank
  having bool_and(m.name is not null);
  if keys is null then
    raise exception '% and % share no primary key', target, staging
      using errcode = 'WR002', hint = 'Production needs a primary key, and staging each of its columns.';
  end if;
  select string_agg(m.name, ', ' order by attribute), string_agg(m.value, ', ' order by attribute),
    string_agg(format('%s = %s', m.name, m.value), ', ' order by attribute) filter (where settable),
    coalesce(string_agg(m.differs, ' or ' order by attribute) filter (where settable), 'false'),
    coalesce(string_agg(m.unequal, ' or ' order by attribute) filter (where settable), 'false'),
    min(m.rounded) filter (where m.name = quote_ident(t.window_column)),
    min(m.name) filter (where m.name = quote_ident(t.window_column)),
    coalesce(array_agg(m.name order by attribute) filter (where key_rank is null and t.plan_has_values), '{}')
  into columns, staged_values, assignments, differs, unequal, window_value, window_column, copied
  from admin.merge_columns(target, staging) m;
  -- The stream of changes may write the same number otherwise than a load does. That is no tie.
  if unequal <> differs then
    differs := format('(%s) and (%s or z.%s is null and not %s)', differs, unequal, first_key, touched);
  end if;
  -- As staging holds them: what they become in production is for the chunk to say, which can name the row that fails.
  staged_row := case when t.plan_has_values then 'cross join lateral (select d.*) s' else format('join %s s on s.ctid = d.staged_ctid and %s', staging, s_is_d) end;
  outside := case when r.origin = 'look'
    then format('(%s) not in (select %s from admin.reload_look_keys l cross join lateral jsonb_populate_record(null::admin.%s, l.key) d where l.run_id = %s and l.position = %s and l.asked and not l.control)',
      key_values, keys, fence, run, pos)
    when r.window_from is null then 'false'
    else admin.outside_window(coalesce(window_value, format('s.%I', t.window_column)),
      admin.window_type(case when window_value is null then staging else target end, t.window_column),
      r.window_from, r.window_to, admin.window_zones(t, r), false) end;
end
$$;

-- SQL that classifies staged rows: reload_op is I insert, U update, V update of a row that was written since the fence, = unchanged,
-- o outside the window, d deleted by CDC, n newer in target, N newer in target and written since the fence, t same or unknown time and
-- written since the fence. A key in the fence belongs to CDC, even where production has such a row again.
-- Of one lane, only what its ranges hold is looked at.
drop function if exists admin.classification(record, text, text);
create or replace function admin.classification(t record, source text, extra text default '', staged_range text default 'true', target_range text default 'true') returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  newer text := '';
  older text := '';
begin
  if t.window_column is not null then
    -- A newer time does not make each column newer: a look leaves to CDC what CDC has written since.
    newer := format('when %s > p.%s then case when %s then %L else ''U'' end', t.window_value, t.window_column,
      case when t.look then concat(t.touched, ' or z.', t.first_key, ' is not null') else t.touched end, case when t.look then 't' else 'V' end);
    older := format('when %s < p.%s then case when %s then ''N'' else %L end', t.window_value, t.window_column,
      case when t.repair then concat(t.touched, ' or z.', t.first_key, ' is not null') else t.touched end, case when t.repair then 'U' else 'n' end);
  end if;
  return format($f$
    select %1$s (case
        when %2$s then 'o'
        when p.%3$s is null then case when z.%3$s is null then 'I' else 'd' end
        %4$s
        when not (%5$s) then '='
        when z.%3$s is not null then 't'
        %6$s
        when %7$s then 't'
        else 'U' end)::"char" as reload_op,
      s.ctid as staged_ctid, p.ctid as reload_ctid, p.xmin as reload_xmin, %8$s
    from %9$s
    left join %10$s p on %11$s and %14$s
    left join admin.%12$s z on %13$s
    where %15$s$f$,
    extra, t.outside, t.first_key, older, t.differs, newer, t.touched, t.staged_keys, source, t.target, t.p_is_s, t.fence, t.z_is_s, target_range, staged_range);
end
$$;

-- Whether a plan may hold the values of staging: none is out of line, for those are large and would be kept twice; all fit in a row beside the
-- plan's own columns (a value of up to 24 bytes stays in the row whatever its type); and none is called like one of those.
create or replace function admin.plan_can_hold(staging regclass) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select sum(case when a.attlen > 0 then a.attlen else 24 end) <= 7000 and not bool_or(a.attname ~ '^reload_' or a.attname = 'staged_ctid')
    and not exists (
      select from admin.members(staging) m join pg_class c on c.oid = m
      where c.reltoastrelid <> 0 and pg_relation_size(c.reltoastrelid) > 0)
  from pg_attribute a
  where a.attrelid = staging and a.attnum > 0 and not a.attisdropped
$$;

-- SQL that selects the rows of a plan: staged rows, classified, with the values that the plan copies.
create or replace function admin.plan_source(t record, staged_range text, target_range text) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return admin.classification(t, t.staging || ' s', (select coalesce(string_agg(concat('s.', c, ', '), ''), '') from unnest(t.copied) c), staged_range, target_range);
end
$$;

-- Lets the function that calls this join in the order of the keys where that is estimated to cost not much more than the planner's own
-- choice, and tells whether it will. Along both indexes neighbours are read after each other and come out as they are wanted; a hash join misses the processor's cache
-- with nearly every row, which no estimate knows: 1 million staged against 5 take 4.5 s hashed and 2.5 s in order, estimated at 1 to 1.5.
-- Where the rows do not lie in the order of their keys, the estimate is beyond that. The caller's own SET of enable_hashjoin ends it.
create or replace function admin.join_in_order(query text) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  chosen json;
  ordered json;
begin
  execute 'explain (format json) ' || query into chosen;
  perform set_config('enable_hashjoin', 'off', true);
  execute 'explain (format json) ' || query into ordered;
  if (ordered #>> '{0,Plan,Total Cost}')::float8 <= 1.6 * (chosen #>> '{0,Plan,Total Cost}')::float8 then
    return true;
  end if;
  perform set_config('enable_hashjoin', 'on', true);
  return false;
end
$$;

-- The columns of staging that are production's key, in its order; null for one of another type or collation.
create or replace function admin.staged_key(staging regclass, target regclass) returns int2[]
language sql stable set search_path = pg_catalog, pg_temp as $$
  select array_agg(s.attnum order by k.rank)
  from admin.key_columns(target) k
  join pg_attribute p on p.attrelid = target and p.attnum = k.attribute
  left join pg_attribute s on s.attrelid = staging and s.attname = p.attname and not s.attisdropped
    and (s.atttypid, s.attcollation) = (p.atttypid, p.attcollation)
$$;

-- Gives staging an index of production's key, where it has none: rows are found in key order, and that a key stands there twice is out of
-- the question if the index can be unique. Not before the load, which it would slow down, and DMS would stumble over a key that comes twice.
create or replace function admin.index_staging(t record, name text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  wanted int2[] := admin.staged_key(t.staging, t.target);
begin
  if array_position(wanted, null) is not null
    or (select not pg_has_role(relowner, 'USAGE') or not has_schema_privilege(relnamespace, 'CREATE') from pg_class where oid = t.staging)
    or exists (
      select from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am m on m.oid = c.relam
      where i.indrelid = t.staging and m.amname = 'btree' and i.indisvalid and i.indpred is null
        and (i.indkey::int2[])[0:cardinality(wanted) - 1] = wanted)
  then
    return;
  end if;
  begin
    execute format('create unique index %I on %s (%s)', name, t.staging, t.keys);
  exception when unique_violation then
    execute format('create index %I on %s (%s)', name, t.staging, t.keys);
  end;
end
$$;

-- Whether an index makes it impossible that staging holds a key of production twice: unique, of such columns only, and comparing them alike.
create or replace function admin.staged_once(staging regclass, target regclass) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from pg_index i
    where i.indrelid = staging and i.indisunique and i.indimmediate and i.indisvalid and i.indpred is null and i.indexprs is null and not exists (
      select from unnest(i.indkey::int2[], i.indcollation::oid[], i.indclass::oid[]) with ordinality x (attribute, ordering, class, rank)
      join pg_opclass o on o.oid = x.class
      join pg_attribute s on s.attrelid = staging and s.attnum = x.attribute
      where x.rank <= i.indnkeyatts and not exists (
        select from pg_attribute p
        join admin.key_columns(target) k on k.attribute = p.attnum
        where p.attrelid = target and p.attname = s.attname and o.opcdefault
          and (p.atttypid, p.atttypmod, p.attcollation, p.attcollation) = (s.atttypid, s.atttypmod, s.attcollation, x.ordering))))
$$;

-- Fails where staging holds a key twice, or none, among the rows to write: nobody could say which of them is right. Rows that
-- nothing is done with may stand there twice. No nested loops: for the one row it expects to find soon, the planner would risk comparing
-- each row with each.
create or replace function admin.check_staged_keys(t record) returns void
language plpgsql set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
declare
  once boolean := admin.staged_once(t.staging, t.target);
  example jsonb;
begin
  execute concat_ws(' union all ',
    case when not once then format('select jsonb_build_object(%s) from admin.%I d join %s s on (%s) and s.ctid <> d.staged_ctid where d.reload_n is not null',
      t.key_json, t.plan, t.staging, t.s_is_d) end,
    format('select jsonb_build_object(%s) from admin.%I d where d.reload_n is not null and (%s) limit 1',
      t.key_json, t.plan, (select string_agg(format('d.%s is null', name), ' or ') from admin.key_columns(t.target))))
  into example;
  if example is not null then
    raise exception '% holds the key % more than once, or a key that is null', t.staging, example
      using errcode = 'WR001', hint = 'Was staging emptied before the load, and is the source''s key the same as production''s?';
  end if;
end
$$;

-- Lists keys of a run that were skipped, at most 1000 of a reason. No nested loops: see check_staged_keys.
create or replace function admin.list_rows(run bigint, pos integer, reason text, source text) returns void
language plpgsql set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
begin
  execute format('insert into admin.reload_skipped_rows (run_id, position, reason, key, detail) select $1, $2, $3, k.key, k.detail from (%s) k (key, detail) limit $4', source)
  using run, pos, reason, (select 1000 - count(*) from admin.reload_skipped_rows r where r.run_id = run and r.position = pos and r.reason = list_rows.reason);
end
$$;

-- How a plan computes: in the zone of its run, and with enough memory to hash.
create or replace function admin.plan_settings(run bigint) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  select set_config('TimeZone', coalesce((select admin.zone_name(zone) from admin.reload_runs where run_id = run), current_setting('TimeZone')), true),
    set_config('work_mem', greatest(pg_size_bytes(current_setting('work_mem')), pg_size_bytes('64MB')) / 1024 || 'kB', true)
$$;

-- Opens the plan of a table, and writes it at once if it has one lane; see merge_plan. Repeatable until a chunk was applied; then it leaves
-- the plan alone.
drop function if exists admin.plan_table(bigint, integer);
drop function if exists admin.cut_plan(bigint, integer, regclass, integer);
drop function if exists admin.write_plan(record);
create or replace function admin.plan_table(run bigint, pos integer, connections integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp set client_min_messages = warning set jit = off as $$
declare
  t record := admin.merge_terms(run, pos);
begin
  perform admin.check_held(run);
  perform admin.lock_merge(t.target);
  if exists (select from admin.merge_chunks c where c.run_id = run and c.position = pos) then
    return;
  end if;
  perform admin.check_fence(run, pos, t.target);
  perform admin.check_compared(run, pos);
  perform admin.check_key(t.target, (select r.window_column from admin.reload_run_tables r where r.run_id = run and r.position = pos), admin.declared_key(t.target));
  perform admin.check_settable(t.target, t.staging);
  -- Staging that is filled by hand is not ours to change, and it may be filled right now.
  if (select origin <> 'psql' from admin.reload_runs where run_id = run) then
    perform admin.index_staging(t, format('reload_key_%s_%s', run, pos));
  end if;
  -- Of the other columns the planner needs no statistics, and sampling them takes longer than the keys do.
  execute format('analyze %s (%s)', t.staging, t.keys);
  update admin.reload_run_tables r
  set plan_has_values = admin.plan_can_hold(t.staging)
  where r.run_id = run and r.position = pos;
  t := admin.merge_terms(run, pos);
  execute format('drop table if exists admin.%I, admin.%I', t.plan, t.before);
  execute format('create table admin.%I as select null::bigint as reload_n, c.*, null::jsonb as reload_counts from (%s) c with no data',
    t.plan, admin.plan_source(t, 'true', 'true'));
  execute format('create table admin.%I as select null::bigint as reload_n, p.* from %s p with no data', t.before, t.target);
  delete from admin.merge_lanes l where l.run_id = run and l.position = pos;
  insert into admin.merge_lanes (run_id, position, lane, staged_range, target_range, low)
  select run, pos, c.lane, c.staged_range, c.target_range, (c.lane - 1)::bigint << 40
  from admin.cut_staging(t, connections, not exists (select from admin.key_paths(run) k where k.child = pos and k.parent = pos)) c;
  update admin.reload_run_tables r set
    merge_state = 'PENDING', rows_ordered = false, merge_started_at = coalesce(merge_started_at, clock_timestamp()),
    lanes = (select count(*) from admin.merge_lanes l where l.run_id = run and l.position = pos and l.target_range <> 'false'),
    planned_at_xid = pg_snapshot_xmax(pg_current_snapshot()),
    planned_open = array(select pg_snapshot_xip(pg_current_snapshot())), staging_file = pg_relation_filenode(t.staging)
  where r.run_id = run and r.position = pos;
  if not exists (select from admin.merge_lanes l where l.run_id = run and l.position = pos and l.lane > 1) then
    perform admin.plan_lane(run, pos, 1);
    perform admin.close_plan(run, pos);
  end if;
end
$$;

-- The fewest staged rows that are worth a lane: some chunks.
create or replace function admin.lane_rows() returns integer language sql immutable set search_path = pg_catalog, pg_temp as $$ select 2000 $$;

-- Cuts staging into lanes, ranges of the key's first column with about as many rows each: as many as there are connections, but none too
-- small, and one more for keys that are null. Only rows that do not depend on each other may be written in any order: not those of a
-- table that refers to itself (alone is false), be it through others, or that has something unique beside its key, for there a value may go from one row to another. And only by
-- PostgreSQL's own operators: statistics and ranges must mean the same order.
drop function if exists admin.cut_staging(record, integer);
create or replace function admin.cut_staging(t record, connections integer, alone boolean) returns table (lane integer, staged_range text, target_range text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  most integer := least(connections, (select floor(reltuples / admin.lane_rows()) from pg_class where oid = t.staging));
  key_type text;
  bounds text[];
  cuts text[];
begin
  if most > 1 and alone and exists (select from admin.key_columns(t.target) k where k.rank = 1 and k.equals = ' = ')
    and not exists (select from pg_index i where i.indrelid in (select admin.members(t.target)) and (i.indisunique or i.indisexclusion) and not i.indisprimary)
  then
    select format_type(a.atttypid, -1), s.histogram_bounds::text::text[] into key_type, bounds
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    join pg_stats s on (s.schemaname, s.tablename, s.attname) = (c.relnamespace::regnamespace::text, c.relname, a.attname)
    where a.attrelid = t.staging and a.attnum = (admin.staged_key(t.staging, t.target))[1];
    -- Bounds come in order. Very frequent values are not among them: where there are hardly others, there is one lane.
    select array_agg(c.cut order by c.n) into cuts
    from (
      select bounds[1 + cardinality(bounds) * n / most] as cut, min(n) as n
      from generate_series(1, most - 1) n where cardinality(bounds) > most group by cut) c;
  end if;
  if cuts is null then
    return query select 1, 'true', 'true';
    return;
  end if;
  return query
  select n + 1, admin.key_range('s.' || t.first_key, key_type, cuts[n], cuts[n + 1]), admin.key_range('p.' || t.first_key, key_type, cuts[n], cuts[n + 1])
  from generate_series(0, cardinality(cuts)) n
  union all
  select cardinality(cuts) + 2, format('s.%s is null', t.first_key), 'false';
end
$$;

-- SQL that is true from low, if there is one, up to high, if there is one, which is excluded.
create or replace function admin.key_range(name text, key_type text, low text, high text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select concat_ws(' and ', case when low is not null then format('%s >= %L::%s', name, low, key_type) end,
    case when high is not null then format('%s < %L::%s', name, high, key_type) end)
$$;

-- Plans one lane: rows to write, numbered in key order; without a number all rows to look at again (t, N, d) and examples of the others that
-- are skipped; and in the last row, whatever it is, how many there are of each. Equal rows leave no trace. One pass.
create or replace function admin.plan_lane(run bigint, pos integer, lane integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp set jit = off set enable_hashjoin = on set max_parallel_workers_per_gather = 0 as $$
declare
  t record := admin.merge_terms(run, pos);
  l admin.merge_lanes := (select m from admin.merge_lanes m where m.run_id = run and m.position = pos and m.lane = plan_lane.lane);
  compared text := admin.plan_source(t, l.staged_range, l.target_range);
  copied text := (select coalesce(string_agg(c || ', ', ''), '') from unnest(t.copied) c);
begin
  perform admin.check_held(run);
  perform admin.check_fence(run, pos, t.target);
  perform admin.plan_settings(run);
  if admin.join_in_order(compared) then
    compared := format('%s order by %s', compared, t.keys);
  end if;
  execute format($f$
    insert into admin.%1$I
    select case when reload_op in ('I', 'U', 'V') then %4$s + reload_written end, %6$s reload_op, staged_ctid, reload_ctid, reload_xmin, %3$s,
      case when reload_next is null then jsonb_build_object('lane', %5$s, 'I', reload_inserts, 'U', reload_written - reload_inserts,
        'o', reload_outside, 'd', reload_deleted, 'n', reload_newer, 't', reload_ties, 'N', reload_newer_touched) end
    from (
      select *, lead(reload_op) over found as reload_next,
        count(*) filter (where reload_op in ('I', 'U', 'V')) over found as reload_written,
        count(*) filter (where reload_op = 'I') over found as reload_inserts,
        count(*) filter (where reload_op = 'o') over found as reload_outside,
        count(*) filter (where reload_op = 'd') over found as reload_deleted,
        count(*) filter (where reload_op = 'n') over found as reload_newer,
        count(*) filter (where reload_op = 't') over found as reload_ties,
        count(*) filter (where reload_op = 'N') over found as reload_newer_touched
      from (%2$s offset 0) c where reload_op <> '='
      window found as (order by %3$s rows unbounded preceding)) c
    where reload_op in ('I', 'U', 'V', 't', 'N', 'd') or reload_next is null
      or reload_op = 'o' and reload_outside <= 1000 or reload_op = 'n' and reload_newer <= 1000$f$,
    t.plan, compared, t.keys, l.low, l.lane, copied);
  perform admin.check_chunk(run, pos);
  perform admin.check_compared(run, pos);
  update admin.merge_lanes m set planned = true where m.run_id = run and m.position = pos and m.lane = plan_lane.lane;
end
$$;

-- In one lane the rows of a plan lie about in the order of their numbers, and the smallest of indexes finds a chunk.
create or replace function admin.index_plan(run bigint, pos integer, plan text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  execute format(case when (select lanes = 1 from admin.reload_run_tables where run_id = run and position = pos)
    then 'create index on admin.%I using brin (reload_n) with (pages_per_range = 8)' else 'create index on admin.%I (reload_n)' end, plan);
end
$$;

-- Closes a plan all lanes of which are written: the table is PLANNED.
create or replace function admin.close_plan(run bigint, pos integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp set jit = off set max_parallel_workers_per_gather = 0 as $$
declare
  t record := admin.merge_terms(run, pos);
  total bigint;
begin
  perform admin.plan_settings(run);
  perform admin.index_plan(run, pos, t.plan);
  perform admin.check_staged_keys(t);
  perform admin.check_target_keys(t);
  execute format('select count(*) from %s', t.staging) into total;
  perform admin.count_plan(run, pos, t, total);
  if (select unchanged < 0 from admin.reload_run_tables where run_id = run and position = pos) then
    raise exception '% holds fewer rows than were found in it', t.staging
      using errcode = 'WR007', hint = 'Start the run again, and keep others from staging meanwhile.';
  end if;
  perform admin.list_plan(run, pos, t);
end
$$;

-- Opens the account of a table: of so many staged rows in total, what the plan found.
drop function if exists admin.count_plan(bigint, integer, record);
create or replace function admin.count_plan(run bigint, pos integer, t record, total bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  counts jsonb;
  found jsonb;
begin
  execute format('select coalesce(jsonb_agg(reload_counts), ''[]'') from admin.%I where reload_counts is not null', t.plan) into counts;
  update admin.merge_lanes m set high = m.low + coalesce(
      (select (c ->> 'I')::bigint + (c ->> 'U')::bigint from jsonb_array_elements(counts) c where (c ->> 'lane')::integer = m.lane), 0)
  where m.run_id = run and m.position = pos;
  select jsonb_object_agg(k, n) into found
  from (
    select k, coalesce(sum((c ->> k)::bigint), 0) as n
    from unnest(array['I', 'U', 'o', 'd', 'n', 'N', 't']) k left join jsonb_array_elements(counts) c on true group by k) s;
  update admin.reload_run_tables r set
    merge_state = 'PLANNED', staged = total, inserted = 0, updated = 0, orphaned = 0, delete_candidates = null,
    unchanged = total - (select sum(value::bigint) from jsonb_each_text(found)),
    planned_inserts = (found ->> 'I')::bigint, planned_updates = (found ->> 'U')::bigint,
    outside_window = (found ->> 'o')::bigint, deleted_by_cdc = (found ->> 'd')::bigint,
    newer_in_target = (found ->> 'n')::bigint + (found ->> 'N')::bigint, tie_touched_by_cdc = (found ->> 't')::bigint
  where r.run_id = run and r.position = pos;
end
$$;

-- Copies the keys of skipped rows into the list of the run.
create or replace function admin.list_plan(run bigint, pos integer, t record) returns void
language plpgsql set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  skipped record;
begin
  delete from admin.reload_skipped_rows r where r.run_id = run and r.position = pos;
  for skipped in
    select * from (values ('outside_window', '{o}'::"char"[]), ('deleted_by_cdc', '{d}'), ('newer_in_target', '{n,N}'), ('tie_touched_by_cdc', '{t}')) v (reason, ops)
  loop
    perform admin.list_rows(run, pos, skipped.reason,
      format('select jsonb_build_object(%s), null from admin.%I d where d.reload_n is null and d.reload_op = any (%L::"char"[])',
        t.key_json, t.plan, skipped.ops));
  end loop;
end
$$;

-- Plans one table of a run, to be applied on at most so many connections. Writes nothing to production. A table that has more than one lane
-- then is only opened: merge_plan_lane on each connection plans it.
drop procedure if exists admin.merge_plan(bigint, integer);
create or replace procedure admin.merge_plan(run bigint, pos integer, connections integer default 1)
language plpgsql as $$
begin
  set local search_path = pg_catalog, pg_temp;
  perform admin.plan_table(run, pos, connections);
  commit;
  set local search_path = pg_catalog, pg_temp;
end
$$;

-- Takes a lane that is not planned, until the transaction ends; one that another connection has, where there is none but such, after waiting
-- for it. Null where all are planned.
create or replace function admin.take_unplanned(run bigint, pos integer) returns integer
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  lane integer;
begin
  perform pg_advisory_xact_lock_shared(admin.merge_lock((admin.merge_terms(run, pos)).target));
  select m.lane into lane from admin.merge_lanes m where m.run_id = run and m.position = pos and not m.planned order by m.lane limit 1 for update skip locked;
  if lane is null then
    select m.lane into lane from admin.merge_lanes m where m.run_id = run and m.position = pos and not m.planned order by m.lane limit 1 for update;
  end if;
  return lane;
end
$$;

-- Plans lanes of a table that merge_plan has opened until none is left; whoever finds that first closes the plan. May be called on as many
-- connections at once as there are lanes, and again after a crash.
create or replace procedure admin.merge_plan_lane(run bigint, pos integer)
language plpgsql as $$
declare
  lane integer;
begin
  set local search_path = pg_catalog, pg_temp;
  loop
    commit;
    set local search_path = pg_catalog, pg_temp;
    set transaction isolation level read committed;
    lane := admin.take_unplanned(run, pos);
    exit when lane is null;
    perform admin.plan_lane(run, pos, lane);
  end loop;
  -- The lock was shared until here.
  commit;
  set local search_path = pg_catalog, pg_temp;
  set transaction isolation level read committed;
  perform admin.lock_merge((admin.merge_terms(run, pos)).target);
  if not exists (select from admin.merge_lanes m where m.run_id = run and m.position = pos) then
    raise exception 'the plan of table % of run % is not open', pos, run using errcode = 'WR007', hint = format('CALL admin.merge_plan(%s, %s) first.', run, pos);
  end if;
  if (select t.merge_state = 'PENDING' from admin.reload_run_tables t where t.run_id = run and t.position = pos)
    and not exists (select from admin.merge_lanes m where m.run_id = run and m.position = pos and not m.planned)
  then
    perform admin.close_plan(run, pos);
  end if;
  commit;
  set local search_path = pg_catalog, pg_temp;
end
$$;
