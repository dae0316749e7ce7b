-- In how many milliseconds the next run is due that is not due yet; null where there is none.
select extract(epoch from min(due) - clock_timestamp()) * 1000 as due_ms
from (
  select case when r.owner is null or r.owner = :owner then r.due_at else greatest(r.due_at, r.lease_until) end as due
  from admin.reload_runs r
  where r.state in ('QUEUED', 'RUNNING') and r.origin <> 'psql' and r.run_id <> all (:in_hand::bigint[])
) open_runs
where due > clock_timestamp() and isfinite(due)
