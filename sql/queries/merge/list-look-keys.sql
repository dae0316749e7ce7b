-- The keys of one table that a second look reads again, and what came of each.
select k.key::text as key, k.reason, k.outcome
from admin.reload_look_keys k
where k.run_id = :look_run_id::bigint and k.position = :position::integer
order by k.reason, k.key
