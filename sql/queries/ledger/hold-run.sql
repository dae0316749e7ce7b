-- The run, where this process holds it; nobody can take it over until the transaction ends.
select *, clock_timestamp() as now
from admin.reload_runs
where run_id = :run_id and owner = :owner and state = 'RUNNING'
for share
