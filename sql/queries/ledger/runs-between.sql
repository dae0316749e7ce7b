-- Runs that count in the calendar and whose windows touch the span: neither dry nor cancelled nor undone.
select run_id, window_from, window_to, state in ('QUEUED', 'RUNNING') as open
from admin.reload_runs
where window_to > :from and window_from < :to
  and state <> 'CANCELLED'
  and origin <> 'undo'
  and not coalesce((options ->> 'dryRun')::boolean, false)
