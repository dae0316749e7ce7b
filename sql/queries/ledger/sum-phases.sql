-- How often each phase has ended and how long it took altogether.
select phase, sum(ended)::bigint as ended, extract(epoch from sum(took))::numeric * 1000 as took_ms
from (
  select phase, count(*) as ended, sum(finished_at - started_at) as took
  from admin.reload_phases
  where finished_at is not null
  group by phase
  union all
  select phase, ended, took
  from admin.reload_forgotten_phases
) counted
group by phase
