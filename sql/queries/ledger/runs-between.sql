-- Runs that count in the calendar and whose windows touch the span: neither dry nor cancelled nor undone.
select run_id, window_from, window_to, finished_at, state
from admin.reload_runs
where window_to > :from and window_from < :to
  and state <> 'CANCELLED'
  and of_run_id is null
  and not coalesce((options ->> 'dryRun')::boolean, false)
  and not exists (
    select from admin.reload_runs undo
    where undo.of_run_id = admin.reload_runs.run_id and undo.origin = 'undo' and undo.state = 'SUCCESS'
  )
