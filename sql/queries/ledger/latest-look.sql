-- The newest look at a run.
select *, clock_timestamp() as now
from admin.reload_runs
where of_run_id = :run_id and origin = 'look'
order by run_id desc
limit 1
