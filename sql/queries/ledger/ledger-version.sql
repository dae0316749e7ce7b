-- Changes whenever a run is added, ends, is dismissed or stands otherwise because of what a look has found.
select concat_ws(' ', max(run_id), count(*) filter (where finished_at is null), max(finished_at), max(dismissed_at),
         count(*) filter (where state = 'PARTIAL')) as version
from admin.reload_runs
