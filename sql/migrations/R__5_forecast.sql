-- The forecast: what a dry run promises beyond its plans, and whether a later run finds what was promised.

drop function if exists admin.coming_rows(bigint, integer);

-- Quarantines planned rows whose parent is neither in production nor coming, as the merge will. A parent comes if its table is merged
-- before, or with this one. Of tables that are merged together, the first does it for all.
create or replace function admin.forecast_orphans(run bigint, pos integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  ring integer[] := admin.ring(run, pos);
  earlier integer[] := array(
    select o.pos from admin.merge_order(run) o
    where o.pos <> all (ring) and o.step < (select x.step from admin.merge_order(run) x where x.pos = forecast_orphans.pos));
begin
  if pos <> ring[1] then
    return;
  end if;
  perform admin.order_rows(run, pos);
  delete from admin.merge_misses m where m.run_id = run and m.position = any (ring);
  insert into admin.merge_misses (run_id, position, n, reason, detail)
  select run, u.pos, u.n, 'orphaned', u.broken
  from admin.unfounded(run, admin.founding(run, ring, 'true', earlier), 0,
    (select max(l.high) from admin.merge_lanes l where l.run_id = run and l.position = any (ring)), '{}') u;
end
$$;

-- Settles the account of a planned table as if it were merged, lists keys of each class, and keeps what is promised: which rows would
-- be written, how, and a digest of what with.
create or replace function admin.forecast_table(run bigint, pos integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp set jit = off set client_min_messages = warning set max_parallel_workers_per_gather = 0 as $$
declare
  t record := admin.merge_terms(run, pos);
  rows text := format(
    'select jsonb_build_object(%s), m.detail from admin.%I d left join admin.merge_misses m on m.run_id = %s and m.position = %s and m.n = d.reload_n where d.reload_n is not null and ',
    t.key_json, t.plan, run, pos);
begin
  perform admin.check_held(run);
  perform set_config('TimeZone', coalesce((select admin.zone_name(zone) from admin.reload_runs where run_id = run), current_setting('TimeZone')), true);
  perform admin.forecast_orphans(run, pos);
  execute format($f$
    update admin.reload_run_tables r set planned_inserts = p.inserts, planned_updates = p.updates, orphaned = p.orphans
    from (
      select count(*) filter (where m.n is null and d.reload_op = 'I') as inserts, count(*) filter (where m.n is null and d.reload_op <> 'I') as updates,
        count(m.n) as orphans
      from admin.%I d left join admin.merge_misses m on m.run_id = $1 and m.position = $2 and m.n = d.reload_n where d.reload_n is not null
    ) p
    where r.run_id = $1 and r.position = $2$f$, t.plan) using run, pos;
  delete from admin.reload_skipped_rows r where r.run_id = run and r.position = pos and r.reason in ('insert', 'update', 'orphaned');
  perform admin.list_rows(run, pos, 'insert', rows || 'm.n is null and d.reload_op = ''I'' order by d.reload_n');
  perform admin.list_rows(run, pos, 'update', rows || 'm.n is null and d.reload_op <> ''I'' order by d.reload_n');
  perform admin.list_rows(run, pos, 'orphaned', rows || 'm.n is not null order by d.reload_n');
  perform admin.report_extras(run, pos);
  execute format('drop table if exists admin.promise_%s_%s', run, pos);
  execute format('create table admin.promise_%s_%s as %s', run, pos, admin.promised_rows(t));
end
$$;

-- SQL that selects what a plan is going to write: key, reload_op (I or U) and a digest of the staged row, null if staging has it no longer.
create or replace function admin.promised_rows(t record) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return format('select %s, case d.reload_op when ''I'' then ''I'' else ''U'' end as reload_op, hashtextextended((s.*)::text, 0) as reload_digest
    from admin.%I d left join %s s on s.ctid = d.staged_ctid and %s where d.reload_n is not null',
    (select string_agg('d.' || name, ', ' order by rank) from admin.key_columns(t.target)), t.plan, t.staging, t.s_is_d);
end
$$;

-- Forecasts the tables of a run, parents first, all or nothing. Writes nothing to production.
create or replace procedure admin.merge_forecast(run bigint)
language plpgsql as $$
declare
  pos integer;
begin
  set local search_path = pg_catalog, pg_temp;
  for pos in select o.pos from admin.merge_order(run) o order by o.step loop
    perform admin.forecast_table(run, pos);
  end loop;
  commit;
  set local search_path = pg_catalog, pg_temp;
end
$$;

-- Compares the plan of a table with what an earlier dry run promised. A row deviates if only one of them writes it, or both in another
-- way or with other values. CDC explains it where production's row was written since the dry run's fence, and where the source no longer
-- has the row in the window. Lists the keys by reason; returns how many there are.
create or replace function admin.compare_table(run bigint, pos integer, plan_run bigint) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp set jit = off set client_min_messages = warning set max_parallel_workers_per_gather = 0 as $$
declare
  t record := admin.merge_terms(run, pos);
  promise regclass := (
    select to_regclass(format('admin.promise_%s_%s', p.run_id, p.position)) from admin.reload_run_tables p
    join admin.reload_run_tables mine on mine.run_id = run and mine.position = pos and (mine.target_schema, mine.target_table) = (p.target_schema, p.target_table)
    where p.run_id = plan_run);
  keys text := (select string_agg(format('coalesce(n.%1$s, o.%1$s) as %1$s', name), ', ' order by rank) from admin.key_columns(t.target));
  equal text := (select string_agg(concat('n.', name, equals, 'o.', name), ' and ' order by rank) from admin.key_columns(t.target));
  why text;
  n bigint;
begin
  if promise is null then
    raise exception 'what run % has planned for % is not kept any more', plan_run, t.target
      using errcode = 'WR011', hint = 'Plan again, and run from the new plan.';
  end if;
  perform set_config('TimeZone', coalesce((select admin.zone_name(zone) from admin.reload_runs where run_id = run), current_setting('TimeZone')), true);
  -- After a rewrite all rows look written since the plan, and nothing would deviate.
  perform admin.check_files(plan_run, p.position)
  from admin.reload_run_tables p
  join admin.reload_run_tables mine on mine.run_id = run and mine.position = pos and (mine.target_schema, mine.target_table) = (p.target_schema, p.target_table)
  where p.run_id = plan_run;
  execute format($f$
    create temp table promise_broken on commit drop as
    select %1$s, case when o.reload_op is null then 'not_in_plan' when n.reload_op is null then 'only_in_plan' else 'other_than_planned' end as reload_why
    from (%2$s) n full join %3$s o on %4$s
    where n.reload_op is distinct from o.reload_op or n.reload_digest is distinct from o.reload_digest$f$,
    keys, admin.promised_rows(t), promise, equal);
  execute format($f$
    delete from pg_temp.promise_broken d
    where exists (select from %1$s p where %2$s and %3$s)
      or reload_why = 'only_in_plan' and not exists (select from %4$s s where %5$s)
      or exists (select from admin.%6$s z where %7$s)$f$,
    t.target, t.p_is_d, (select admin.touched(fence, fence_open) from admin.reload_runs where run_id = plan_run), t.staging, t.s_is_d, t.fence, t.z_is_d);
  delete from admin.reload_skipped_rows r where r.run_id = run and r.position = pos and r.reason in ('not_in_plan', 'only_in_plan', 'other_than_planned');
  for why in select distinct b.reload_why from pg_temp.promise_broken b loop
    perform admin.list_rows(run, pos, why, format('select jsonb_build_object(%s), null from pg_temp.promise_broken d where d.reload_why = %L', t.key_json, why));
  end loop;
  select count(*) into n from pg_temp.promise_broken;
  drop table pg_temp.promise_broken;
  return n;
end
$$;

-- Compares all plans of a run with those of an earlier dry run; deviating is the number of rows that CDC does not explain.
create or replace procedure admin.merge_compare(run bigint, plan_run bigint, inout deviating bigint)
language plpgsql as $$
begin
  set local search_path = pg_catalog, pg_temp;
  select coalesce(sum(admin.compare_table(run, t.position, plan_run)), 0) into deviating
  from admin.reload_run_tables t where t.run_id = run and t.failed_code is null;
  commit;
  set local search_path = pg_catalog, pg_temp;
end
$$;
