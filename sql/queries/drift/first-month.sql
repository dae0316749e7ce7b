-- The beginning of the oldest window that a run was for, of the last twenty years; null where there is none.
select min(window_from) as first
from admin.reload_runs
where window_from > localtimestamp - interval '20 years'
