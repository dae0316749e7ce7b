-- Asks a run to stop; it notices at its next step. A run that nobody holds is due at once, and one that never began ends here.
with cancelled as (
  update admin.reload_runs
  set cancel_reason = coalesce(cancel_reason, :reason),
      due_at = clock_timestamp(),
      state = case when step is null and owner is null then 'CANCELLED' else state end,
      finished_at = case when step is null and owner is null then clock_timestamp() end,
      error_code = case when step is null and owner is null then 'CANCELLED' else error_code end,
      error_detail = case when step is null and owner is null then :reason else error_detail end
  where run_id = :run_id and state in ('QUEUED', 'RUNNING')
  returning *
), summary as (
  insert into admin.merge_summary (merge_start, merge_end, status, notes, run_id, window_from, window_to)
  select finished_at, finished_at, 'FAILED', error_code || ': ' || error_detail, run_id, window_from, window_to
  from cancelled
  where finished_at is not null
)
select *, clock_timestamp() as now from cancelled
