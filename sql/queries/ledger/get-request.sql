-- The request of a run, as it was written.
select request::text as request
from admin.reload_runs
where run_id = :run_id
