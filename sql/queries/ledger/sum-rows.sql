-- What finished runs have done to each table so far, and up to when it is known to be right.
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
