-- The end of a run, and its row in the summary. A failure's detail also says what became of production.
with ended as (
  update admin.reload_runs
  set state = case when error_code is null then 'SUCCESS' when error_code = 'CANCELLED' then 'CANCELLED' else 'FAILED' end,
      finished_at = clock_timestamp(),
      error_detail = case when error_code is not null then concat_ws('; ', error_detail, :notes) end,
      owner = null,
      lease_until = null
  where run_id = :run_id and owner = :owner and state = 'RUNNING'
  returning *
), summary as (
  insert into admin.merge_summary (merge_start, merge_end, status, notes, run_id, window_from, window_to)
  select started_at, finished_at, case when state = 'SUCCESS' then 'SUCCESS' else 'FAILED' end,
         coalesce(error_code || ': ' || error_detail, :notes), run_id, window_from, window_to
  from ended
)
select *, clock_timestamp() as now from ended
