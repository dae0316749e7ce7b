-- What people did to a run, in order.
select operation, entry, done_at, origin, actor, reason
from admin.reload_operations
where run_id = :run_id
order by operation_id
