-- The identifier of a run's DMS task is this and the run's number: the same whenever it is asked, and of no other ledger.
select 'window-reload-' || left(replace(ledger_id::text, '-', ''), 8) || '-r' as prefix
from admin.reload_ledger
