-- A request that never became a run: a FAILED row, so that the refusal is on record.
with refused as (
  insert into admin.reload_runs (request_id, origin, state, finished_at, error_code, error_detail)
  values (:request_id, :origin, 'FAILED', clock_timestamp(), :error_code, :error_detail)
  returning run_id, finished_at
), summary as (
  insert into admin.merge_summary (merge_start, merge_end, status, notes, run_id)
  select finished_at, finished_at, 'FAILED', :error_code || ': ' || :error_detail, run_id from refused
)
select run_id from refused
