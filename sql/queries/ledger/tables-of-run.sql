-- The tables of a run with their accounts, in order.
select *, extract(epoch from merge_finished_at - merge_started_at)::numeric * 1000 as merge_ms
from admin.reload_run_tables
where run_id = :run_id
order by position
