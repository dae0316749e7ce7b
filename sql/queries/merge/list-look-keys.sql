-- The keys of one table that a second look reads again, and what came of each.
select key::text as key, reason, outcome
from admin.reload_look_keys
where run_id = :look_run_id::bigint and position = :position::integer
order by reason, key
