-- A new run, waiting to be claimed. Returns it.
insert into admin.reload_runs
  (request_id, attempt, origin, requested_by, reason, request, options, window_from, window_to, zone, rest_of, by_keys)
values
  (:request_id, :attempt, :origin, :requested_by, :reason, :request::jsonb, :options::jsonb, :window_from, :window_to, :zone, :rest_of, :by_keys)
returning *, clock_timestamp() as now
