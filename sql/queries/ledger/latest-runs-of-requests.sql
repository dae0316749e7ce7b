-- The newest run of each request.
select distinct on (request_id) *, clock_timestamp() as now
from admin.reload_runs
where request_id = any (:request_ids::text[]) and (window_from is not null or by_keys)
order by request_id, run_id desc
