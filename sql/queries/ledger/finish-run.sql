-- The end of a run, and its row in the summary. Without an error its findings decide. A failure's detail also says what became of production.
with ended as (
  update admin.reload_runs r
  set state = case when r.error_code is null then j.state when r.error_code = 'CANCELLED' then 'CANCELLED' else 'FAILED' end,
      finished_at = clock_timestamp(),
      error_code = coalesce(r.error_code, j.code),
      error_detail = case when r.error_code is not null then concat_ws('; ', r.error_detail, :notes) else j.detail end,
      owner = null,
      lease_until = null
  from admin.judge_run(:run_id) j
  where r.run_id = :run_id and r.owner = :owner and r.state = 'RUNNING'
  returning r.*
), summary as (
  insert into admin.merge_summary (merge_start, merge_end, status, notes, run_id, window_from, window_to)
  select started_at, finished_at, case when state = 'SUCCESS' then 'SUCCESS' else 'FAILED' end,
         coalesce(error_code || ': ' || error_detail, :notes), run_id, window_from, window_to
  from ended
)
select *, clock_timestamp() as now from ended
