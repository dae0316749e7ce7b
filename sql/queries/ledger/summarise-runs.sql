-- Runs with the sum of their tables' accounts, newest first; each filter that is null lets everything through.
select r.*, s.tables, s.table_names, s.staged, s.inserted, s.updated, s.deleted, s.unchanged, s.newer_in_target, s.deleted_by_cdc,
       s.outside_window, s.tie_touched_by_cdc, s.orphaned, s.unique_conflict, s.rejected,
       s.delete_candidates, clock_timestamp() as now
from (
  select *, coalesce((options ->> 'dryRun')::boolean, false) as dry
  from admin.reload_runs runs
  where (:before::bigint is null or run_id < :before)
    and (:state::text is null or state = :state)
    and (:request_id::text is null or request_id = :request_id)
    and (:table::text is null or run_id in (
      select t.run_id
      from admin.reload_run_tables t
      where t.target_table in (:table, substring(:table from position('.' in :table) + 1))
        and :table in (t.target_table, t.target_schema || '.' || t.target_table)))
  order by run_id desc
  limit :limit
) r
cross join lateral (
  select count(*) as tables, coalesce((array_agg(target_table order by position))[:5], '{}') as table_names,
         coalesce(sum(staged), 0)::bigint as staged, coalesce(sum(case when r.dry then planned_inserts else inserted end), 0)::bigint as inserted,
         coalesce(sum(case when r.dry then planned_updates else updated end), 0)::bigint as updated, coalesce(sum(deleted), 0)::bigint as deleted, coalesce(sum(unchanged), 0)::bigint as unchanged,
         coalesce(sum(newer_in_target), 0)::bigint as newer_in_target,
         coalesce(sum(deleted_by_cdc), 0)::bigint as deleted_by_cdc,
         coalesce(sum(outside_window), 0)::bigint as outside_window,
         coalesce(sum(tie_touched_by_cdc), 0)::bigint as tie_touched_by_cdc,
         coalesce(sum(orphaned), 0)::bigint as orphaned,
         coalesce(sum(unique_conflict), 0)::bigint as unique_conflict, coalesce(sum(rejected), 0)::bigint as rejected, sum(delete_candidates)::bigint as delete_candidates
  from admin.reload_run_tables
  where run_id = r.run_id
) s
order by r.run_id desc
