-- What finished runs have done to each table so far, and up to when it is known to be right.
select c.target_schema, c.target_table, c.staged, c.inserted, c.updated, c.unchanged, c.skipped, v.verified_at, v.verified_to, v.zone
from (
  select target_schema, target_table,
         sum(staged) as staged, sum(inserted) as inserted, sum(updated) as updated, sum(unchanged) as unchanged, sum(skipped) as skipped
  from (
    select t.target_schema, t.target_table, t.staged, t.inserted, t.updated, t.unchanged, t.skipped
    from admin.reload_run_tables t
    join admin.reload_runs r using (run_id)
    where r.finished_at is not null and r.origin <> 'undo' and not coalesce((r.options ->> 'dryRun')::boolean, false)
    union all
    select target_schema, target_table, staged, inserted, updated, unchanged, skipped
    from admin.reload_forgotten_rows
  ) counted
  group by target_schema, target_table
) c
left join admin.newest_verified() v using (target_schema, target_table)
