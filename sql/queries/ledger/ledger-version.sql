-- Changes whenever a run is added, ends or is dismissed.
select concat_ws(' ', max(run_id), count(*) filter (where finished_at is null), max(finished_at), max(dismissed_at)) as version
from admin.reload_runs
