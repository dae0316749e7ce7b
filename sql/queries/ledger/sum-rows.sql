-- What finished runs have done to each table so far, and up to when it is known to be right.
select target_schema, target_table,
       sum(staged) as staged, sum(inserted) as inserted, sum(updated) as updated, sum(unchanged) as unchanged, sum(skipped) as skipped,
       max(verified_at) as verified_at, max(verified_to) as verified_to, max(zone) as zone
from (
  select t.target_schema, t.target_table,
         sum(t.staged) as staged, sum(t.inserted) as inserted, sum(t.updated) as updated,
         sum(t.unchanged) as unchanged, sum(t.skipped) as skipped,
         max(r.finished_at) filter (where t.merge_state = 'VERIFIED') as verified_at,
         max(r.window_to) filter (where t.merge_state = 'VERIFIED') as verified_to,
         max(r.zone) as zone
  from admin.reload_run_tables t
  join admin.reload_runs r using (run_id)
  where r.finished_at is not null and r.origin <> 'undo' and not coalesce((r.options ->> 'dryRun')::boolean, false)
  group by t.target_schema, t.target_table
  union all
  select target_schema, target_table, staged, inserted, updated, unchanged, skipped, null, null, null
  from admin.reload_forgotten_rows
) counted
group by target_schema, target_table
