-- The plan: one pass that compares every staged row with production and with the fence, and keeps what is to be done.

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
    t.plan, admin.plan_source(run, pos, t, 'true', 'true'));
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
    and not exists (select from pg_index i where i.indrelid in (select admin.members(t.target)) and (i.indisunique or i.indisexclusion)
      and admin.of_key(i.indexrelid, admin.key_index(t.target, admin.declared_key(t.target))) is not true)
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
-- are skipped; and in the last row, whatever it is, how many such there are. Equal rows leave no trace. One pass.
create or replace function admin.plan_lane(run bigint, pos integer, lane integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp set jit = off set enable_hashjoin = on set max_parallel_workers_per_gather = 0 as $$
declare
  t record := admin.merge_terms(run, pos);
  l admin.merge_lanes := (select m from admin.merge_lanes m where m.run_id = run and m.position = pos and m.lane = plan_lane.lane);
  compared text := admin.plan_source(run, pos, t, l.staged_range, l.target_range);
  copied text := (select coalesce(string_agg(c || ', ', ''), '') from unnest(t.copied) c);
  me xid;
begin
  perform admin.check_held(run);
  perform admin.check_fence(run, pos, t.target);
  perform admin.plan_settings(run);
  if admin.join_in_order(compared) then
    compared := format('%s order by %s', compared, t.keys);
  end if;
  execute format($f$
    insert into admin.%1$I
    select case when reload_op in ('I', 'U', 'V') then %4$s + reload_written end, %5$s reload_held, reload_op, staged_ctid, reload_ctid, reload_xmin, %3$s,
      case when reload_next is null then jsonb_build_object('o', reload_outside, 'n', reload_newer) end
    from (
      select *, lead(reload_op) over found as reload_next,
        count(*) filter (where reload_op in ('I', 'U', 'V')) over found as reload_written,
        count(*) filter (where reload_op = 'o') over found as reload_outside,
        count(*) filter (where reload_op = 'n') over found as reload_newer
      from (%2$s offset 0) c where reload_op <> '=' or not reload_held
      window found as (order by %3$s rows unbounded preceding)) c
    where reload_op in ('I', 'U', 'V', 't', 'N', 'd') or not reload_held or reload_next is null
      or reload_op = 'o' and reload_outside <= 1000 or reload_op = 'n' and reload_newer <= 1000$f$,
    t.plan, compared, t.keys, l.low, copied);
  perform admin.check_chunk(run, pos);
  perform admin.check_compared(run, pos);
  update admin.merge_lanes m set planned = true where m.run_id = run and m.position = pos and m.lane = plan_lane.lane returning m.xmin into me;
  update admin.merge_lanes m set planned_by = me where m.run_id = run and m.position = pos and m.lane = plan_lane.lane;
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
  found record;
begin
  execute format($f$
    update admin.merge_lanes m set high = coalesce(d.high, m.low)
    from admin.merge_lanes l
    left join (select ((reload_n - 1) >> 40) + 1 as lane, max(reload_n) as high from admin.%I where reload_n is not null group by 1) d on d.lane = l.lane
    where l.run_id = $1 and l.position = $2 and (m.run_id, m.position, m.lane) = (l.run_id, l.position, l.lane)$f$, t.plan) using run, pos;
  execute format($f$
    select count(*) filter (where reload_op = 'I') as inserts, count(*) filter (where reload_op in ('U', 'V')) as updates,
      count(*) filter (where reload_op = 'd') as deleted, count(*) filter (where reload_op = 't') as ties,
      count(*) filter (where reload_op = 'N') + coalesce(sum((reload_counts ->> 'n')::bigint), 0) as newer,
      coalesce(sum((reload_counts ->> 'o')::bigint), 0) as outside
    from admin.%I$f$, t.plan) into found;
  update admin.reload_run_tables r set
    merge_state = 'PLANNED', staged = total, inserted = 0, updated = 0, orphaned = 0, delete_candidates = null,
    unchanged = total - found.inserts - found.updates - found.deleted - found.ties - found.newer - found.outside,
    planned_inserts = found.inserts, planned_updates = found.updates, outside_window = found.outside, deleted_by_cdc = found.deleted,
    newer_in_target = found.newer, tie_touched_by_cdc = found.ties
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
    select v.reason, v.ops
    from admin.reload_run_tables r
    cross join lateral (values ('outside_window', '{o}'::"char"[], r.outside_window), ('deleted_by_cdc', '{d}', r.deleted_by_cdc),
      ('newer_in_target', '{n,N}', r.newer_in_target), ('tie_touched_by_cdc', '{t}', r.tie_touched_by_cdc)) v (reason, ops, n)
    where r.run_id = run and r.position = pos and v.n > 0
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
