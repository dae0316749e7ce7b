-- Runs that have not ended, oldest first, with the older run that each waits for, and whether nobody moves it although somebody should.
with open as (
  select r.*, case when r.parked then null else admin.waits_for(r.run_id) end as waits_for
  from admin.reload_runs r
  where r.state in ('QUEUED', 'RUNNING') and r.origin <> 'psql'
)
select *,
       case when owner is not null then lease_until < clock_timestamp() - :stuck_ms * interval '1 millisecond'
            else waits_for is null and due_at < clock_timestamp() - :stuck_ms * interval '1 millisecond'
       end as stuck,
       clock_timestamp() as now
from open
order by run_id
