-- In how many milliseconds the next run is due; null where there is none. One that has become due since the claim that did not find it yet counts, too;
-- one that has been due for longer waits for another run.
select (extract(epoch from min(due) - clock_timestamp()) * 1000)::bigint as due_ms
from (
  select case when r.owner is null or r.owner = :owner then r.due_at else greatest(r.due_at, r.lease_until) end as due
  from admin.reload_runs r
  where r.state in ('QUEUED', 'RUNNING') and r.origin <> 'psql' and r.run_id <> all (:in_hand::bigint[])
) open_runs
where due > clock_timestamp() - interval '5 seconds' and isfinite(due)
