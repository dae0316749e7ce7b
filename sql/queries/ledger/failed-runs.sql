-- Failures that need a person: not dismissed, not tried again since, and not made good by later runs over the same tables and time.
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
    select target_schema, target_table
    from admin.reload_run_tables
    where run_id = r.run_id
    except
    select target_schema, target_table
    from admin.reload_run_tables
    where merge_state = 'VERIFIED'
      -- An array, because the planner would rather read all tables of all runs once for each failure.
      and run_id = any (array(
        select later.run_id
        from admin.reload_runs later
        where later.run_id > r.run_id and later.state = 'SUCCESS' and later.of_run_id is null
          and later.window_from <= r.window_from and later.window_to >= r.window_to))
  ))
order by r.run_id desc
limit :limit
