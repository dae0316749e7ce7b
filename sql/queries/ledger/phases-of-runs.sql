-- How long each phase of several runs took; an open phase until now.
select run_id, phase, extract(epoch from coalesce(finished_at, clock_timestamp()) - started_at)::numeric * 1000 as took_ms
from admin.reload_phases
where run_id = any (:run_ids)
order by run_id, started_at
