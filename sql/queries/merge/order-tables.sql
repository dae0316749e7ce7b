-- The tables of a run, parents before children; those of one wave do not refer to each other. lanes is known when the plan of a table is open.
select o.pos as position, o.wave, o.in_cycle, t.lanes
from admin.merge_order(:run_id::bigint) o
join admin.reload_run_tables t on t.run_id = :run_id::bigint and t.position = o.pos
order by o.step
