-- The identifier of a run's DMS task: the same whenever it is asked, and of no other ledger.
select 'window-reload-' || left(replace(ledger_id::text, '-', ''), 8) || '-r' || :run_id::bigint as task_identifier
from admin.reload_ledger
