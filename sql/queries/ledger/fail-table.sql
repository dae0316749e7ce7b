-- The run goes on without a table. Returns those that have failed now: what is written together fails together.
select failed as position
from admin.fail_table(:run_id::bigint, :position::integer, :failed_code, :failed_detail) failed
