-- A run that takes back what another one wrote, waiting to be claimed. Staging is none of its business. Returns it.
insert into admin.reload_runs
  (request_id, attempt, origin, of_run_id, requested_by, reason, options, window_from, window_to, zone)
select :request_id, :attempt, 'undo', run_id, :requested_by, :reason, '{"cleanup": false}', window_from, window_to, zone
from admin.reload_runs
where run_id = :of_run_id
returning *, clock_timestamp() as now
