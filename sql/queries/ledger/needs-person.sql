-- Failures and partial ends that need a person, newest first.
select *, clock_timestamp() as now
from admin.reload_runs
where run_id in (select admin.needs_person())
order by run_id desc
limit :limit
