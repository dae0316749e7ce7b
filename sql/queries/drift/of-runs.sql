-- What the ledger knows to be wrong or open in some months.
select target_schema, target_table, month, kind, n, since, run_id, detail, null::text as keys
from admin.drift_of_runs(:first::timestamp, :last::timestamp)
