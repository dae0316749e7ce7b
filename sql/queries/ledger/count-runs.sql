-- How many runs there are and were by state and error; a refused request never became a run.
select state, error_code, refused, sum(runs)::bigint as runs
from (
  select state, error_code, window_from is null and of_run_id is null and not by_keys as refused, count(*) as runs
  from admin.reload_runs
  where origin <> 'psql'
  group by 1, 2, 3
  union all
  select state, nullif(error_code, ''), refused, runs
  from admin.reload_forgotten_runs
) counted
group by state, error_code, refused
