-- How long each phase took; an open phase until now.
select phase, extract(epoch from coalesce(finished_at, clock_timestamp()) - started_at)::numeric * 1000 as took_ms
from admin.reload_phases
where run_id = :run_id
order by started_at
