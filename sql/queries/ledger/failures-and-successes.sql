-- Failures and partial ends that may need a person: not dismissed, and not tried again since. And the later successes that may have made them good. Newest first.
with failures as (
  select r.*
  from admin.reload_runs r
  where r.state in ('FAILED', 'PARTIAL')
    and r.dismissed_at is null
    and (r.window_from is not null or r.finished_at > clock_timestamp() - interval '7 days')
    and not exists (
      select from admin.reload_runs later
      where later.request_id = r.request_id and later.run_id > r.run_id
    )
)
select run_id, window_from, window_to, finished_at, true as failed, state
from failures
union all
select run_id, window_from, window_to, finished_at, false as failed, state
from admin.reload_runs
where state in ('SUCCESS', 'PARTIAL') and of_run_id is null and window_from is not null
  and run_id > (select min(run_id) from failures where window_from is not null)
order by run_id desc
