-- How often each phase has ended and how long it took altogether.
select phase, count(*) as ended, extract(epoch from sum(finished_at - started_at))::numeric * 1000 as took_ms
from admin.reload_phases
where finished_at is not null
group by phase
