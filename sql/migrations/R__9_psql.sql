-- CALL merge_time_window_data() for people with psql: merges whatever is staged, as a run of its own in the ledger.
-- It commits as it goes, so it must be called in autocommit and alone in its message: not inside BEGIN, not with psql -1.

-- Enters the run and its tables into the ledger. A table that an open run has fenced uses that run's fence.
create or replace function admin.open_psql_run() returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  run bigint;
  missing text;
begin
  perform admin.end_dead_psql_runs();
  if not exists (select from admin.reload_tables) then
    raise exception 'no table is registered' using errcode = 'WR008', hint = 'Tables are registered from tables.json when the program starts, or by rows in admin.reload_tables.';
  end if;
  select string_agg(format('staging.%I', g.staging_table), ', ' order by g.position) into missing
  from admin.reload_tables g where to_regclass(format('staging.%I', g.staging_table)) is null;
  if missing is not null then
    raise exception 'nothing was ever staged in %', missing using errcode = 'WR008', hint = 'A run of the program makes the staging tables and loads them.';
  end if;
  -- Due never: no other process may take it up.
  insert into admin.reload_runs (request_id, origin, requested_by, reason, state, phase, step, owner, due_at, started_at, step_started_at)
  values (format('psql-%s-%s', to_char(clock_timestamp(), 'YYYYMMDD-HH24MISS'), pg_backend_pid()), 'psql', session_user, 'CALL merge_time_window_data()',
    'RUNNING', 'plan', 'ARM', format('psql %s', pg_backend_pid()), 'infinity', clock_timestamp(), clock_timestamp())
  returning run_id into run;
  perform pg_advisory_lock(x'77726c70'::integer, (run & 2147483647)::integer);
  -- What a run that repaired some columns has left out is merged again, once that has ended.
  delete from admin.staging_left_out l where l.unasked and not exists (
    select from admin.reload_run_tables t join admin.reload_runs r using (run_id) where t.staging_table = l.staging_table and r.finished_at is null);
  insert into admin.reload_run_tables (run_id, position, source_schema, source_table, target_schema, target_table, staging_table, window_column, window_also, window_form,
    repaired_columns, fence_run_id, fence_position)
  select run, row_number() over (order by g.position, g.target_schema, g.target_table), g.source_schema, g.source_table, g.target_schema, g.target_table,
    g.staging_table, g.window_column, g.window_also, g.window_form, f.repaired_columns, f.run_id, f.position
  from admin.reload_tables g
  left join lateral (
    select t.run_id, t.position, t.repaired_columns from admin.reload_run_tables t join admin.reload_runs r using (run_id)
    where t.target_schema = g.target_schema and t.target_table = g.target_table
      and r.state = 'RUNNING' and r.phase in ('load', 'check', 'merge') and r.fence is not null and r.origin <> 'psql'
    order by t.run_id limit 1) f on true;
  return run;
end
$$;

-- The horizon of a run that nobody armed before the load: as old as the oldest row version in staging, and as the oldest fence it borrowed.
-- Of what was open when that load began only those can be told that still are.
create or replace function admin.guess_fence(run bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  low constant bigint := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
  next constant bigint := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
  horizon bigint := next;
  oldest bigint;
  t record;
begin
  for t in
    select x.*, f.fence::text::bigint as borrowed
    from admin.reload_run_tables x left join admin.reload_runs f on f.run_id = x.fence_run_id where x.run_id = run
  loop
    if t.fence_run_id is null then
      execute format('select max((%s - xmin::text::bigint) & 4294967295) from staging.%I', next, t.staging_table) into oldest;
      horizon := least(horizon, next - oldest);
    else
      horizon := least(horizon, t.borrowed);
    end if;
  end loop;
  horizon := greatest(horizon, 3);
  update admin.reload_runs set fence = horizon::text::xid8, fence_server = admin.server_mark(), phase = 'merge', step = 'APPLY', fence_open = array(
    select unnest(admin.open_transactions(least(low, horizon), horizon))
    union select o from admin.reload_run_tables x join admin.reload_runs f on f.run_id = x.fence_run_id cross join unnest(f.fence_open) o
      where x.run_id = run and o < horizon::text::xid8)
  where run_id = run;
end
$$;

-- One sentence a table, and what is to be known about the fence.
create or replace function admin.merge_notes(run bigint) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select concat('Merged what was staged: ', string_agg(format('%I.%I staged %s, inserted %s, updated %s, unchanged %s, skipped %s',
      target_schema, target_table, staged, inserted, updated, unchanged, skipped), '; ' order by position), '.',
    case when bool_or(fence_run_id is null) then concat(' No fence was armed before the load of ',
      string_agg(format('%I.%I', target_schema, target_table), ', ' order by position) filter (where fence_run_id is null),
      ': rows that CDC deleted during the load may have come back.') end)
  from admin.reload_run_tables where run_id = run
$$;

create or replace procedure admin.arm_psql_run(run bigint, inout failure jsonb)
language plpgsql as $$
declare
  pos integer;
  tries integer;
begin
  set local search_path = pg_catalog, pg_temp;
  failure := admin.failure_of(format('select admin.prepare_psql_run(%s)', run));
  commit;
  set local search_path = pg_catalog, pg_temp;
  if failure is not null then
    return;
  end if;
  for pos in select t.position from admin.reload_run_tables t where t.run_id = run and t.fence_run_id is null order by 1 loop
    for tries in 1 .. 100 loop
      failure := admin.failure_of(format($f$select pg_sleep(%s), admin.wait_at_most('300 ms'), admin.fence_table(%s, %s)$f$, least(tries - 1, 5) * 0.1, run, pos));
      commit;
      set local search_path = pg_catalog, pg_temp;
      exit when failure is null or failure ->> 'state' not in ('55P03', '40P01');
    end loop;
    if failure is not null then
      return;
    end if;
  end loop;
  failure := admin.failure_of(format('select admin.guess_fence(%s)', run));
  commit;
  set local search_path = pg_catalog, pg_temp;
end
$$;

create or replace procedure admin.merge_psql_run(run bigint, inout failure jsonb)
language plpgsql as $$
declare
  pos integer;
  done boolean := false;
begin
  set local search_path = pg_catalog, pg_temp;
  call admin.arm_psql_run(run, failure);
  if failure is not null then
    return;
  end if;
  for pos in select o.pos from admin.merge_order(run) o order by o.step loop
    -- Where DMS cuts large objects is not known of a load that somebody else has made.
    failure := admin.failure_of(format('select admin.assert_staging(%1$s, %2$s, null), admin.plan_table(%1$s, %2$s, 1)', run, pos));
    commit;
    set local search_path = pg_catalog, pg_temp;
    if failure is not null then
      return;
    end if;
  end loop;
  for pos in select o.pos from admin.merge_order(run) o order by o.step loop
    done := false;
    while failure is null and not done loop
      call admin.merge_work(run, pos, 5000, '300 ms', '1 hour', done, failure);
    end loop;
    if failure is null then
      failure := admin.failure_of(format('select admin.fail_unexplained(%s, %s)', run, pos));
    end if;
    commit;
    set local search_path = pg_catalog, pg_temp;
    if failure is not null then
      return;
    end if;
  end loop;
end
$$;

create or replace function admin.fail_unexplained(run bigint, pos integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  n bigint := admin.verify_table(run, pos);
begin
  if n > 0 then
    raise exception '% staged rows of table % of run % are not in production, and nothing explains it', n, pos, run
      using errcode = 'WR009', hint = 'Does a trigger or rule of the table change what is written?';
  end if;
end
$$;

-- Ends the run as the program ends its own: findings decide where there was no error.
create or replace function admin.close_psql_run(run bigint, failure jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  update admin.reload_runs r set finished_at = clock_timestamp(), lease_until = null,
    state = case when failure is null then j.state else 'FAILED' end,
    error_code = case when failure is null then j.code else admin.error_code(failure ->> 'state') end,
    error_detail = case when failure is null then j.detail else format('%s (SQLSTATE %s)', failure ->> 'message', failure ->> 'state') end
  from admin.judge_run(run) j
  where r.run_id = run;
  select pg_advisory_unlock(x'77726c70'::integer, (run & 2147483647)::integer);
  insert into admin.merge_summary (merge_start, merge_end, status, notes, run_id)
  select started_at, finished_at, case when state = 'SUCCESS' then 'SUCCESS' else 'FAILED' end,
    case when failure is null then concat_ws(' ', admin.merge_notes(run), error_code || ': ' || error_detail) else 'Error: ' || (failure ->> 'message') end, run_id
  from admin.reload_runs where run_id = run;
$$;

create or replace procedure admin.merge_time_window_data()
language plpgsql as $$
declare
  run bigint;
  failure jsonb;
  swept bigint;
begin
  commit; -- fails at once, and says why, where the call is inside a transaction
  set local search_path = pg_catalog, pg_temp;
  run := admin.open_psql_run();
  commit;
  set local search_path = pg_catalog, pg_temp;
  call admin.merge_psql_run(run, failure);
  if failure is null then
    perform admin.judge_emptiness(run);
  end if;
  perform admin.close_psql_run(run, failure);
  commit;
  set local search_path = pg_catalog, pg_temp;
  call admin.fence_sweep('300 ms', swept);
  if failure is not null then
    perform admin.raise_failure(failure);
  end if;
  if (select r.state = 'PARTIAL' from admin.reload_runs r where r.run_id = run) then
    raise warning '%', (select r.error_code || ': ' || r.error_detail from admin.reload_runs r where r.run_id = run);
  end if;
end
$$;
comment on procedure admin.merge_time_window_data() is 'Merges what is staged for all registered tables. Call it in autocommit, alone in its message.';

-- The guide's name for it, where the role may make things in public: the README tells which right that is. What others have there under that
-- name stays theirs; 'check' names it.
do $do$
begin
  if exists (
    select from pg_proc p
    where p.pronamespace = to_regnamespace('public') and p.proname = 'merge_time_window_data' and p.pronargs = 0
      and (p.prokind <> 'p' or not pg_has_role(p.proowner, 'usage')))
  then
    raise notice 'public.merge_time_window_data() is not ours: CALL admin.merge_time_window_data() instead';
  elsif to_regnamespace('public') is not null and has_schema_privilege('public', 'create') then
    create or replace procedure public.merge_time_window_data()
    language plpgsql as $$
    begin
      call admin.merge_time_window_data();
    end
    $$;
    comment on procedure public.merge_time_window_data() is 'The guide''s name for admin.merge_time_window_data().';
  end if;
end
$do$;
