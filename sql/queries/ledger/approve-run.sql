-- Lets a run that waits for it go on. Returns it.
select r.*, clock_timestamp() as now
from admin.approve_run(:run_id::bigint, :approver) r
