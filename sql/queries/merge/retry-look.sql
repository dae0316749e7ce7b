-- A new attempt of a second look.
select admin.look_retry(:look_run_id::bigint, :requested_by::text, :reason::text) as look_run_id
