-- The keys of one table that a look reads again, and what came of each.
select k.key::text as key, k.reason, k.outcome, k.detail
from admin.reload_look_keys k
where k.run_id = :look_run_id::bigint and k.position = :position::integer and not k.control
order by k.reason, k.key
