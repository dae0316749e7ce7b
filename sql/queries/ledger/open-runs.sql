-- Runs that have not ended, oldest first, with the older run that each waits for, and whether nobody moves it although somebody should.
with open as (
  select r.*,
         (select min(older.run_id)
          from admin.reload_run_tables mine
          join admin.reload_run_tables theirs using (target_schema, target_table)
          join admin.reload_runs older on older.run_id = theirs.run_id and older.state in ('QUEUED', 'RUNNING')
          where mine.run_id = r.run_id and older.run_id < r.run_id) as waits_for
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
