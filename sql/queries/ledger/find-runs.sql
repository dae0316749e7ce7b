-- Some runs, newest first.
select *, clock_timestamp() as now
from admin.reload_runs
where run_id = any (:run_ids)
order by run_id desc
