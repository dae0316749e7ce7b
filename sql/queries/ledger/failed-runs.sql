-- Failures that need a person: not dismissed, not tried again since, and not made good by a later run over the same tables and time.
select r.*, clock_timestamp() as now
from admin.reload_runs r
where r.state = 'FAILED'
  and r.dismissed_at is null
  and (r.window_from is not null or r.finished_at > clock_timestamp() - interval '7 days')
  and not exists (
    select from admin.reload_runs later
    where later.request_id = r.request_id and later.run_id > r.run_id
  )
  and (r.window_from is null or exists (
    select from admin.reload_run_tables failed
    where failed.run_id = r.run_id and not exists (
      select from admin.reload_run_tables good
      join admin.reload_runs later on later.run_id = good.run_id
      where good.target_schema = failed.target_schema and good.target_table = failed.target_table
        and good.run_id > r.run_id and good.merge_state = 'VERIFIED'
        and later.window_from <= r.window_from and later.window_to >= r.window_to
    )
  ))
order by r.run_id desc
limit :limit
