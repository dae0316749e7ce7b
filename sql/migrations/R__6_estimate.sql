-- What a run is about to load, said before anything is loaded: an estimate, no promise.

-- How many rows of production, and how many bytes, the planner expects in the window of a table of a run; null for a run without a window, or
-- where production lacks the window column. What production has lost is not among them.
create or replace function admin.expected_rows(run bigint, pos integer, out rows bigint, out bytes bigint)
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  outside constant text := admin.outside_of(run, pos);
  plan json;
begin
  if outside is not null then
    execute format('explain (format json) select * from %s p where not (%s)', (admin.merge_terms(run, pos)).target, outside) into plan;
    rows := (plan -> 0 -> 'Plan' ->> 'Plan Rows')::numeric::bigint;
    bytes := rows * (plan -> 0 -> 'Plan' ->> 'Plan Width')::bigint;
  end if;
exception when others then
  -- Whatever keeps the planner from it: no run hangs on an estimate.
  rows := null;
  bytes := null;
end
$$;

-- How many rows a second DMS has loaded of a table in the last five runs whose load took long enough to be measured, and how many those are.
create or replace function admin.load_rate(in_schema text, in_table text, before bigint, out rate numeric, out loads bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select sum(t.load_rows) / nullif(sum(extract(epoch from t.load_seen_at - t.load_started_at)), 0)::numeric, count(*)
  from (
    select x.load_rows, x.load_seen_at, x.load_started_at
    from admin.reload_run_tables x
    where x.target_schema = in_schema and x.target_table = in_table and x.run_id < before
      and x.load_rows > 0 and x.load_seen_at > x.load_started_at
    order by x.run_id desc limit 5) t
$$;

-- The estimate of a run as a document. Tables load side by side: the slowest decides how long it takes.
create or replace function admin.estimate(run bigint) returns jsonb
language sql volatile set search_path = pg_catalog, pg_temp as $$
  select jsonb_strip_nulls(jsonb_build_object(
    'rows', sum(e.rows), 'bytes', sum(e.bytes), 'loadMillis', max(e.millis),
    'tables', coalesce(jsonb_agg(jsonb_build_object(
      'table', e.name, 'rows', e.rows, 'bytes', e.bytes, 'loadMillis', e.millis, 'earlierLoads', e.loads) order by e.position), '[]')))
  from (
    select t.position, t.target_schema || '.' || t.target_table as name, x.rows, x.bytes, l.loads, round(x.rows * 1000 / l.rate)::bigint as millis
    from admin.reload_run_tables t
    cross join lateral admin.expected_rows(run, t.position) x
    cross join lateral admin.load_rate(t.target_schema, t.target_table, run) l
    where t.run_id = run and t.failed_code is null) e
$$;
