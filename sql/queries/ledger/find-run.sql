-- One run.
select *, clock_timestamp() as now
from admin.reload_runs
where run_id = :run_id
