-- Rows that the newest run of each table knows to differ from the source, or cannot tell: only production has them, or no look has settled them.
select distinct on (t.target_schema, t.target_table) t.target_schema, t.target_table, coalesce(t.delete_candidates, 0) + t.left_open as rows
from admin.reload_run_tables t
join admin.reload_runs r using (run_id)
where r.finished_at is not null and r.window_from is not null and r.of_run_id is null
  and not coalesce((r.options ->> 'dryRun')::boolean, false) and t.staged is not null
order by t.target_schema, t.target_table, t.run_id desc
