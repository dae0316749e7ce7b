-- Changes whenever a run is added, ends, is dismissed or stands otherwise: because of what a look has found, or because the tables or the
-- database are others.
select concat_ws(' ', max(run_id), count(*), count(*) filter (where finished_at is null), max(finished_at), max(dismissed_at),
         count(*) filter (where state = 'PARTIAL'), (select concat(count(*), ' ', max(finding_id)) from admin.reload_findings),
         admin.files_mark()) as version
from admin.reload_runs
