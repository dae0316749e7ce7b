-- How many runs there are by state and error; a refused request never became a run.
select state, error_code, window_from is null and of_run_id is null as refused, count(*) as runs
from admin.reload_runs
where origin <> 'psql'
group by state, error_code, window_from is null and of_run_id is null
