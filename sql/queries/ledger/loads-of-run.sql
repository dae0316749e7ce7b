-- The DMS tasks of a run, in order, and how long ago the first attempt of each began.
select *, extract(epoch from clock_timestamp() - min(began_at) over (partition by cdc_task, part))::numeric * 1000 as since_ms
from admin.reload_loads
where run_id = :run_id
order by load
