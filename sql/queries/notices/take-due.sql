-- Takes ended runs that are to be told, and keeps other processes from them for a while. Refused requests are answered by their reply file.
insert into admin.reload_notices as n (run_id, due_at)
select r.run_id, clock_timestamp() + :hold_ms * interval '1 millisecond'
from admin.reload_runs r
left join admin.reload_notices before using (run_id)
where r.finished_at >= (select since from admin.reload_notices_since)
  and r.origin <> 'psql'
  and (r.window_from is not null or r.of_run_id is not null or r.by_keys)
  and (:all or r.state in ('FAILED', 'PARTIAL'))
  and (before.run_id is null or (before.told_at is null and before.given_up_at is null and before.due_at <= clock_timestamp()))
order by r.finished_at
limit :most
on conflict (run_id) do update
set tries = n.tries + 1, due_at = excluded.due_at
where n.told_at is null and n.given_up_at is null and n.due_at <= clock_timestamp()
returning run_id, tries, first_try_at < clock_timestamp() - :patience_ms * interval '1 millisecond' as late
