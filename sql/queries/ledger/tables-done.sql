-- The tables that a new attempt after a run leaves out.
select target_schema, target_table
from admin.tables_done(:run_id::bigint)
