-- The newest run of a request.
select *, clock_timestamp() as now
from admin.reload_runs
where request_id = :request_id and (window_from is not null or of_run_id is not null or by_keys)
order by run_id desc
limit 1
