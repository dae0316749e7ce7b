-- The newest runs first.
select *, clock_timestamp() as now
from admin.reload_runs
order by run_id desc
limit :limit
